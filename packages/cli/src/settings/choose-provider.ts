import { KarborError } from '@karbor/plugin-sdk';
import type { ProtectionProvider, ProviderRegistry } from '@karbor/core';
import type { Invocation } from '../invocation.js';
import type { CommonSettings } from './common-settings.js';
import { usageError } from './usage-error.js';

/**
 * The provider that `--provider` names, or the only one.
 * @throws KarborError `KARBOR_USAGE`, `KARBOR_PROVIDER_NOT_FOUND`, `KARBOR_PROVIDER_INVALID`
 */
export function chooseProvider({ messages }: Invocation, registry: ProviderRegistry, settings: CommonSettings): ProtectionProvider {
  if (settings.provider !== undefined) return registry.get(settings.provider);
  const { problems } = registry;
  const [only, ...others] = registry.list();
  if (!only) throw nothingLoaded(registry, settings);
  if (others.length > 0) {
    const known = [only, ...others].map(({ id, name }) => `${id} (${name})`).join(', ');
    throw usageError(`There are several providers; say which one with --provider: ${known}.`);
  }
  if (problems.length > 0) {
    const bad = [...new Set(problems.map(({ file }) => file))].join(', ');
    messages.line(`Provider ${only.id} is used, the only one without a problem; not loaded: ${bad}. Name it with --provider.`);
  }
  return only;
}

function nothingLoaded({ problems, disabled }: ProviderRegistry, { configDir }: CommonSettings): KarborError {
  const [first] = problems;
  if (first) {
    const reasons = problems.map(({ error }) => error.message).join(' ');
    return new KarborError('KARBOR_PROVIDER_INVALID', `No provider could be loaded. ${reasons}`, { cause: first.error });
  }
  return usageError(
    disabled.length > 0
      ? `All providers in ${configDir} are disabled: set enabled = true in one of ${disabled.map(({ file }) => file).join(', ')}.`
      : `There is no provider file (*.conf) in ${configDir}: write one, or name another folder with --config-dir.`,
  );
}
