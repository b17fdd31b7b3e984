import type { ProtectionProvider, ProviderRegistry } from '@karbor/core';
import type { Context } from '@karbor/plugin-sdk';
import { closing } from './closing.js';
import type { Invocation } from './invocation.js';
import { chooseProvider } from './settings/choose-provider.js';
import type { CommonSettings } from './settings/common-settings.js';
import type { FromProjectSettings } from './settings/from-project.js';
import { loadRegistry } from './settings/load-registry.js';
import { openRequest } from './settings/request-context.js';

/** Calls `act` with the loaded provider files, and closes them. */
export async function withRegistry<Result>(
  invocation: Invocation,
  settings: CommonSettings,
  act: (registry: ProviderRegistry) => Promise<Result>,
): Promise<Result> {
  return closing(await loadRegistry(invocation, settings), async (registry) => {
    invocation.signal.throwIfAborted();
    return act(registry);
  });
}

/** Calls `act` with the provider that was chosen and who asks, and closes both. */
export function withProvider<Result>(
  invocation: Invocation,
  settings: FromProjectSettings,
  act: (provider: ProtectionProvider, context: Context) => Promise<Result>,
): Promise<Result> {
  return withRegistry(invocation, settings, async (registry) => {
    const provider = chooseProvider(invocation, registry, settings);
    return closing(await openRequest(invocation, settings), ({ context }) => act(provider, context));
  });
}
