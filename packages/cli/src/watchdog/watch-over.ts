import { setTimeout as delay } from 'node:timers/promises';
import { isKarborError, isRetryable, resourceKey } from '@karbor/plugin-sdk';
import type { Invocation } from '../invocation.js';
import { withProvider } from '../open-provider.js';
import { errorText } from '../output/error.js';
import type { CommonSettings } from '../settings/common-settings.js';
import { WatchedProcess } from './watched-process.js';
import type { Trouble } from './watched-process.js';

/** Milliseconds for which a thaw is tried again, and between two tries. */
const patience = 60_000;
const pause = 250;

/**
 * Watches the process at the other end of standard input until it says goodbye: thaws what it should have let go by now, and
 * all that it has left when it is gone.
 */
export async function watchOver(invocation: Invocation, settings: CommonSettings, operationId: string): Promise<void> {
  const { input, messages } = invocation;
  if (!input) return;
  // What ends a whole machine tells every process to stop: this one is there for what comes after.
  const unstopped = { ...invocation, signal: new AbortController().signal };
  const underWay: Promise<void>[] = [];
  for await (const trouble of new WatchedProcess(input()).troubles()) {
    const thawed = letGo(unstopped, settings, operationId, trouble);
    // Something else may be overdue, or its process gone, before this has an end.
    underWay.push(thawed.catch((error: unknown) => messages.block(errorText(error, { debug: settings.debug ?? false }))));
  }
  await Promise.all(underWay);
}

async function letGo(invocation: Invocation, settings: CommonSettings, operationId: string, trouble: Trouble): Promise<void> {
  for (const begin = performance.now(); ; ) {
    try {
      const thawed = await thaw(invocation, settings, operationId, trouble);
      if (trouble === 'overdue' && thawed.length === 0) return;
      const what = thawed.length === 0 ? 'nothing stood still' : `let go: ${thawed.join(', ')}`;
      const why = trouble === 'gone' ? 'is gone' : 'has not let go in time';
      invocation.messages.line(`karbor watchdog: The process of operation ${operationId} ${why}; ${what}.`);
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

function thaw(
  invocation: Invocation,
  settings: CommonSettings,
  operationId: string,
  trouble: Trouble,
): Promise<readonly string[]> {
  return withProvider(invocation, settings, async ({ operations }, context) => {
    const thawed = await operations.thaw(operationId, context, { onlyOverdue: trouble === 'overdue' });
    return thawed.map(({ resource, kind }) => `${resourceKey(resource)} ${resource.name} (${kind})`);
  });
}
