import { setImmediate as turn } from 'node:timers/promises';
import type { SkippedTask } from './failure-spread.js';
import type { HookTask } from './hook-runner.js';
import type { SkipEvent } from './operation-event.js';
import type { OperationEvents } from './operation-events.js';

/** So many events at a time, so that timers and other operations go on between them. */
const batch = 5000;

/** Tells that these tasks will not run, because the operation has stopped. */
export async function tellSkipped(
  tasks: Iterable<HookTask>,
  reason: SkipEvent['reason'],
  events: OperationEvents,
): Promise<void> {
  await tell(tasks, events, ({ hook, resources }) => ({ type: 'skip', hook, resources, reason }));
}

/** Tells that these tasks will not run in an operation that goes on. */
export async function tellSkippedFor(skipped: readonly SkippedTask[], events: OperationEvents): Promise<void> {
  await tell(skipped, events, ({ task: { hook, resources }, cause }) => ({
    ...{ type: 'skip', hook, resources, reason: 'failed', cause },
  }));
}

async function tell<One>(all: Iterable<One>, events: OperationEvents, skipOf: (one: One) => SkipEvent): Promise<void> {
  let told = 0;
  for (const one of all) {
    if (events.closed) return;
    events.tell(skipOf(one));
    told += 1;
    if (told % batch === 0) await turn();
  }
}
