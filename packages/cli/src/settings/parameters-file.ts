import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ParametersByResource } from '@karbor/core';
import { parse, YAMLParseError } from 'yaml';
import { usageError } from './usage-error.js';

/**
 * Reads parameters by `type` and by `type#id` from a JSON or YAML file.
 * @throws KarborError `KARBOR_USAGE` naming the file and what is wrong with it
 */
export async function readParameters(file: string, workingFolder: string): Promise<ParametersByResource> {
  const path = resolve(workingFolder, file);
  let value: unknown;
  try {
    value = parse(await readFile(path, 'utf8'));
  } catch (error) {
    const where = error instanceof YAMLParseError && error.linePos ? ` (line ${error.linePos[0].line})` : '';
    throw usageError(`The parameters file ${path} cannot be read${where}: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as ParametersByResource;
  throw usageError(`The parameters file ${path} must hold an object: parameters by TYPE or TYPE#ID.`);
}
