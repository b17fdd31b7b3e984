import type { ProtectionProvider, ProviderRegistry } from '@karbor/core';
import type { Context } from '@karbor/plugin-sdk';
import type { CommonSettings } from './settings/common-settings.js';
import { chooseProvider, loadRegistry } from './settings/providers.js';
import { openRequest } from './settings/request-context.js';
import type { Terminal } from './terminal.js';

/** Calls `act` with the loaded provider files, and closes them. */
export async function withRegistry<Result>(
  settings: CommonSettings,
  terminal: Terminal,
  act: (registry: ProviderRegistry) => Promise<Result> | Result,
): Promise<Result> {
  const registry = await loadRegistry(settings, terminal);
  try {
    return await act(registry);
  } finally {
    await registry.close();
  }
}

/** Calls `act` with the provider that was chosen and who asks, and closes both. */
export function withProvider<Result>(
  settings: CommonSettings,
  terminal: Terminal,
  act: (provider: ProtectionProvider, context: Context) => Promise<Result>,
): Promise<Result> {
  return withRegistry(settings, terminal, async (registry) => {
    const provider = chooseProvider(registry, settings);
    const request = await openRequest(settings, terminal);
    try {
      return await act(provider, request.context);
    } finally {
      await request.close();
    }
  });
}
