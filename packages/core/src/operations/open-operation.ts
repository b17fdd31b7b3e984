import type { Context, Logger, OperationName } from '@karbor/plugin-sdk';
import { OperationEffects } from '../effects/operation-effects.js';
import type { OperationControl } from '../executor/hook-runner.js';
import type { EventBody } from '../executor/operation-event.js';
import type { ResourceGraph } from '../graph/resource-graph.js';
import type { JournalWriter } from '../journal/journal-writer.js';
import type { LeaseWindows } from '../lease/lease-windows.js';
import type { Fence } from '../running/fence.js';
import { OvertakenWatch } from '../running/overtaken-watch.js';
import type { Tenure } from '../running/tenure.js';
import { checkpointView } from './checkpoint-view.js';
import type { SeenIdentity } from './checkpoint-view.js';
import type { AttemptSurroundings } from './member-attempt.js';
import type { OperationRecords } from './operation-records.js';
import type { Predecessor } from './predecessor.js';
import type { ResourcePlan } from './resource-plan.js';
import { throwAll } from './throw-all.js';

/** In milliseconds: who takes an operation over by force waits until it has seen that. */
const longestWatchMs = 10_000;

/** What an operation is made of. */
export interface OperationParts {
  readonly operation: OperationName;
  readonly checkpoint: SeenIdentity;
  readonly graph: ResourceGraph;
  readonly plans: readonly ResourcePlan[];
  readonly records: OperationRecords;
  readonly tenure: Tenure;
  readonly fence: Fence;
  readonly context: Context;
  readonly log: Logger;
  /** Those of its lease. Whether another has taken it over is looked for as often as the lease is renewed, or more often. */
  readonly windows: LeaseWindows;
  /** Milliseconds that one release of an effect may take. */
  readonly releaseTimeoutMs: number;
  /** What its journal begins with. */
  readonly begin: (journal: JournalWriter) => void;
  /** What it goes on with, or takes over from operations before it. */
  readonly predecessor?: Predecessor;
}

/** What is there while the operation is open. */
export interface OpenOperation {
  readonly emit: (event: EventBody) => void;
  readonly journal: JournalWriter;
  readonly effects: OperationEffects;
  readonly watch: OvertakenWatch;
  readonly around: AttemptSurroundings;
}

/** Whom an operation that is opened talks to. */
export interface OperationSurroundings {
  readonly emit: (event: EventBody) => void;
  readonly signal: AbortSignal;
  readonly control: OperationControl;
  readonly mapped: AttemptSurroundings['mapped'];
}

/** Makes the operation this process's, and opens it in the bank. */
export async function openOperation(parts: OperationParts, around: OperationSurroundings): Promise<OpenOperation> {
  const { operation, records, graph, context, log, checkpoint, tenure, fence, begin, windows, releaseTimeoutMs } = parts;
  const { emit, signal, control, mapped } = around;
  const owner = await tenure.begin(signal, {
    lost: (error) => {
      emit({ type: 'lease', status: 'lost', error });
      control.halt(error);
    },
    waiting: (error) => emit({ type: 'lease', status: 'waiting', error }),
  });
  emit({ type: 'lease', status: 'acquired' });
  const journal = await records.open(owner, begin);
  const effects = new OperationEffects({
    ...{ operation, journal, emit, graph, context, log, control, guard: fence.check },
    ...{ validityMs: windows.validityMs, releaseTimeoutMs },
  });
  const taken = async () => await records.overtaken?.();
  const watch = new OvertakenWatch(Math.min(windows.renewMs, longestWatchMs), taken, (error) => control.halt(error));
  const attempts = { checkpoint: checkpointView(checkpoint, graph), context, log, effects, mapped };
  return { emit, journal, effects, watch, around: attempts };
}

/** Takes up what counts of operations before this one, and releases what does not. */
export async function takeOver(
  { operationIds, continuation, ...predecessor }: Predecessor,
  { journal, effects, emit }: OpenOperation,
  { tenure, records }: Pick<OperationParts, 'tenure' | 'records'>,
  signal: AbortSignal,
): Promise<void> {
  await predecessor.stopped?.(signal, (error) => emit({ type: 'lease', status: 'waiting', error }));
  for (const effect of continuation.held) effects.ledger.add(effect);
  throwAll(await effects.releaseForeign(continuation.dropped));
  for (const { resource, hook, attempt } of continuation.undone) {
    journal.append({ type: 'hook-undone', hook, attempt, resources: [resource], keepsStreams: true });
  }
  await journal.durable();
  for (const id of operationIds) await tenure.succeed(id);
  // Those that were cut off before they went on with it never will: this one has.
  for (const { operationId } of await tenure.forsaken()) {
    await records.forget?.(operationId);
    await tenure.succeed(operationId);
  }
}
