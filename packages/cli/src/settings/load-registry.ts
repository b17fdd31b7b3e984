import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ProviderRegistry } from '@karbor/core';
import type { Invocation } from '../invocation.js';
import { commandLog } from '../output/command-log.js';
import type { CommonSettings } from './common-settings.js';
import { usageError } from './usage-error.js';

/** Loads the provider files: modules come from `--resolve-from` or the working folder, then from this installation. */
export async function loadRegistry(invocation: Invocation, settings: CommonSettings): Promise<ProviderRegistry> {
  const { workingFolder, installation } = invocation;
  const { log, goOn } = commandLog(invocation.messages, { debug: settings.debug ?? false });
  const registry = await ProviderRegistry.load({
    configDir: resolve(workingFolder, settings.configDir),
    resolveFrom: [await moduleFolder(workingFolder, settings.resolveFrom), installation],
    log,
  });
  const { problems, warnings } = registry;
  goOn([...problems.map(({ error }) => error.message), ...warnings.map(({ message }) => message)]);
  return registry;
}

async function moduleFolder(workingFolder: string, resolveFrom: string | undefined): Promise<string> {
  if (resolveFrom === undefined) return workingFolder;
  const folder = resolve(workingFolder, resolveFrom);
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() === true) return folder;
  throw usageError(`--resolve-from: ${folder} is not a folder.`);
}
