import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ProviderRegistry } from '@karbor/core';
import type { ProtectionProvider } from '@karbor/core';
import type { Terminal } from '../terminal.js';
import type { CommonSettings } from './common-settings.js';
import { usageError } from './usage-error.js';

/** Loads the provider files: modules come from `--resolve-from` or the working folder, then from this installation. */
export function loadRegistry(settings: CommonSettings, terminal: Terminal): Promise<ProviderRegistry> {
  const folder = resolve(terminal.workingFolder, settings.resolveFrom ?? '.');
  return ProviderRegistry.load({
    configDir: resolve(terminal.workingFolder, settings.configDir),
    resolveFrom: [pathToFileURL(`${folder}/`).href, terminal.installation],
  });
}

/** The provider that `--provider` names, or the only one. @throws KarborError `KARBOR_USAGE`, `KARBOR_PROVIDER_NOT_FOUND` */
export function chooseProvider(registry: ProviderRegistry, settings: CommonSettings): ProtectionProvider {
  if (settings.provider !== undefined) return registry.get(settings.provider);
  const providers = registry.list();
  const [only, ...others] = providers;
  if (only && others.length === 0) return only;
  const [problem] = registry.problems;
  if (!only && problem) throw problem.error;
  throw usageError(
    only
      ? `Say which provider with --provider: ${providers.map(({ id, name }) => `${id} (${name})`).join(', ')}.`
      : `There is no provider file (*.conf) in ${settings.configDir}: write one, or name another folder with --config-dir.`,
  );
}
