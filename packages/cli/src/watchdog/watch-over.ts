import { setTimeout as delay } from 'node:timers/promises';
import { isKarborError, isRetryable, resourceKey } from '@karbor/plugin-sdk';
import type { Invocation } from '../invocation.js';
import { withProvider } from '../open-provider.js';
import type { CommonSettings } from '../settings/common-settings.js';
import { saysGoodbye } from './goodbye.js';

/** Milliseconds for which a thaw is tried again, and between two tries. */
const patience = 60_000;
const pause = 250;

/** Waits until the process at the other end of standard input says goodbye, or is gone: then it thaws what that has left. */
export async function watchOver(invocation: Invocation, settings: CommonSettings, operationId: string): Promise<void> {
  const { input, messages } = invocation;
  if (!input || (await saysGoodbye(input()))) return;
  // What ends a whole machine tells every process to stop: this one is there for what comes after.
  const unstopped = { ...invocation, signal: new AbortController().signal };
  for (const begin = performance.now(); ; ) {
    try {
      const thawed = await thaw(unstopped, settings, operationId);
      const what = thawed.length === 0 ? 'nothing stood still' : `let go: ${thawed.join(', ')}`;
      messages.line(`karbor watchdog: The process of operation ${operationId} is gone; ${what}.`);
      return;
    } catch (error) {
      // It has ended after all, or somebody has taken it over.
      if (isKarborError(error, 'KARBOR_OPERATION_NOT_FOUND')) return;
      // While a process dies it still looks alive.
      const mayPass = isRetryable(error) || isKarborError(error, 'KARBOR_OPERATION_RUNNING');
      if (!mayPass || performance.now() - begin > patience) throw error;
    }
    await delay(pause);
  }
}

function thaw(invocation: Invocation, settings: CommonSettings, operationId: string): Promise<readonly string[]> {
  return withProvider(invocation, settings, async ({ operations }, context) => {
    const thawed = await operations.thaw(operationId, context);
    return thawed.map(({ resource, kind }) => `${resourceKey(resource)} ${resource.name} (${kind})`);
  });
}
