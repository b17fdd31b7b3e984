import { setImmediate as turn } from 'node:timers/promises';
import type { HookTask } from './hook-runner.js';
import type { SkipEvent } from './operation-event.js';
import type { OperationEvents } from './operation-events.js';

/** So many events at a time, so that timers and other operations go on between them. */
const batch = 5000;

/** Tells that these tasks will not run. */
export async function tellSkipped(
  tasks: Iterable<HookTask>,
  reason: SkipEvent['reason'],
  events: OperationEvents,
): Promise<void> {
  let told = 0;
  for (const { hook, resources } of tasks) {
    if (events.closed) return;
    events.tell({ type: 'skip', hook, resources, reason });
    told += 1;
    if (told % batch === 0) await turn();
  }
}
