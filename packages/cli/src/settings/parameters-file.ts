import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ParametersByResource } from '@karbor/core';
import { parse, YAMLParseError } from 'yaml';
import { usageError } from './usage-error.js';

/**
 * Reads parameters by `type` and by `type#id` from a JSON or YAML file. Core checks what they hold.
 * @throws KarborError `KARBOR_USAGE` naming the file and what is wrong with it
 */
export async function readParameters(file: string, workingFolder: string): Promise<ParametersByResource> {
  const path = resolve(workingFolder, file);
  let value: unknown;
  try {
    value = parse(await readFile(path, 'utf8'), { logLevel: 'error' });
  } catch (error) {
    throw usageError(`The parameters file ${path} cannot be read: ${reasonOf(error)}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as ParametersByResource;
  throw usageError(`The parameters file ${path} must hold an object: parameters by TYPE or TYPE#ID.`);
}

/** The first line alone: the others quote the file, which may hold a secret. */
function reasonOf(error: unknown): string {
  const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return error instanceof YAMLParseError ? first.replace(/:$/, '.') : `${first}.`;
}
