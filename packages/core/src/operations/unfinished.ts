import type { Context, Logger } from '@karbor/plugin-sdk';
import { isUnreadable } from '../bank/record.js';
import { collect } from '../collect.js';
import { readCheckpointIfThere } from '../checkpoint/read-checkpoint.js';
import type { ReplayedEffect } from '../journal/replay-effects.js';
import type { UnfinishedOperation } from '../provider/protection-provider.js';
import { readRunning, runningIds } from '../running/running-entry.js';
import type { RunningEntry } from '../running/running-entry.js';
import { isOutstanding } from '../resume/replayed-operation.js';
import { checkpointHistory, outstandingOf, standsFor } from './checkpoint-history.js';
import { hasEnded } from './operation-area.js';
import { findOperationHistory } from './operation-history.js';
import type { ProviderRuntime } from './provider-runtime.js';

/** The operations of a provider that have an entry, in the order of their keys. */
export async function* unfinishedOperations(
  runtime: ProviderRuntime,
  context: Context | undefined,
): AsyncIterable<UnfinishedOperation> {
  const { bank, provider, owners } = runtime;
  for (const id of await collect(runningIds(bank))) {
    const entry = await whereReadable(provider.log, id, readRunning(bank, id));
    if (!entry || entry.providerId !== provider.id) continue;
    if (context && entry.projectId !== context.projectId) continue;
    const { operationId, operation, checkpointId, projectId, checkpointProjectId, userId, startedAt } = entry;
    yield {
      ...{ operationId, operation, checkpointId, projectId, startedAt },
      ...(checkpointProjectId !== undefined && { checkpointProjectId }),
      ...(userId !== undefined && { userId }),
      owner: (await whereReadable(provider.log, id, owners.look(entry.owner)))?.state ?? 'unknown',
      // That it cannot be told what it has outside must hide neither it nor the others.
      ...((await whereReadable(provider.log, id, stateOf(runtime, entry))) ?? { state: 'running', effects: [] }),
    };
  }
}

/** How many operations of other projects have an entry; of those alone it is read. */
export async function countOthers({ bank, provider }: ProviderRuntime, { projectId }: Context): Promise<number> {
  let count = 0;
  for (const id of await collect(runningIds(bank))) {
    const entry = await whereReadable(provider.log, id, readRunning(bank, id));
    if (entry?.providerId === provider.id && entry.projectId !== projectId) count += 1;
  }
  return count;
}

/** Says that what tells of an operation cannot be read, and gives nothing. */
async function whereReadable<Read>(log: Logger, operationId: string, read: Promise<Read>): Promise<Read | undefined> {
  try {
    return await read;
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    log.warn('What tells of an operation that has not ended is damaged, or of a newer version.', { operationId, reason: error.message });
    return undefined;
  }
}

type State = Pick<UnfinishedOperation, 'state' | 'effects'>;
const stale: State = { state: 'stale', effects: [] };

async function stateOf(runtime: ProviderRuntime, entry: RunningEntry): Promise<State> {
  if (entry.operation === 'restore' || entry.operation === 'verify') return await stateOfOperation(runtime, entry);
  const { bank } = runtime;
  const checkpoint = await readCheckpointIfThere(bank, entry.checkpointId, entry);
  if (!checkpoint || !(await standsFor(bank, entry.operationId, checkpoint))) return stale;
  const replayed = await checkpointHistory(bank, checkpoint, { tolerate: runtime.provider.log });
  const effects = outstandingOf(checkpoint, replayed).map(toEffect);
  if (!checkpoint.end) return { state: 'running', effects };
  return effects.length > 0 ? { state: 'ended', effects } : stale;
}

async function stateOfOperation({ bank, provider }: ProviderRuntime, entry: RunningEntry): Promise<State> {
  if (await hasEnded(bank, entry.operationId)) return stale;
  const history = await findOperationHistory(bank, entry.operationId, entry, { tolerate: provider.log });
  if (history?.entry.operationId !== entry.operationId) return stale;
  return { state: 'running', effects: (await history.read()).effects.filter(isOutstanding).map(toEffect) };
}

function toEffect({ resource, kind, tag }: ReplayedEffect): State['effects'][number] {
  return { resource, kind, tag };
}
