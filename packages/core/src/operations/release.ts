import { parseResourceKey, resourceKey } from '@karbor/plugin-sdk';
import type { Context, ResourceKey } from '@karbor/plugin-sdk';
import { deleteKeys } from '../bank/delete-keys.js';
import { isGoodInPart } from '../checkpoint/failed-epoch.js';
import { checkpointSection } from '../checkpoint/keys.js';
import { readCheckpointIfThere } from '../checkpoint/read-checkpoint.js';
import type { CheckpointState } from '../checkpoint/read-checkpoint.js';
import { removeForgottenData } from '../checkpoint/remove-unnamed-data.js';
import { repairIndex } from '../checkpoint/repair-index.js';
import type { TaskFlow } from '../flow/task-flow.js';
import { ResourceGraph } from '../graph/resource-graph.js';
import type { ReplayedEffect } from '../journal/replay-effects.js';
import type { WaitOptions } from '../provider/protection-provider.js';
import { isOutstanding } from '../resume/replayed-operation.js';
import type { ReplayedOperation } from '../resume/replayed-operation.js';
import { removeHolds } from '../running/holding.js';
import { readRunning, runningKey } from '../running/running-entry.js';
import type { RunningEntry } from '../running/running-entry.js';
import { requireGone } from './abandoned.js';
import { assembleFlow } from './assemble-flow.js';
import { continueJournal } from './begin-journal.js';
import { checkpointHistory, outstandingOf, standsFor } from './checkpoint-history.js';
import { asInEntry, checkpointOwner } from './checkpoint-owner.js';
import type { SeenIdentity } from './checkpoint-view.js';
import { readLeftovers } from './leftovers.js';
import { hasEnded, nextOperation, removeOperation } from './operation-area.js';
import { findOperationHistory, operationsTakenOver } from './operation-history.js';
import { operationNotFound } from './operation-not-found.js';
import type { OperationRecords } from './operation-records.js';
import { lateEffects, releaseOnly } from './predecessor.js';
import { draftOperation, holdOfCheckpoint } from './provider-runtime.js';
import type { DraftedOperation, ProviderRuntime } from './provider-runtime.js';
import { ReadRecords } from './read-records.js';
import { ReleaseRecords } from './release-records.js';
import { graphOf } from './stored-resources.js';
import { versionsOf } from './versions.js';

/** The flow that releases what an operation has outside that nobody works on any more. */
export async function releaseFlow(
  runtime: ProviderRuntime,
  operationId: string,
  asking: Context,
  options: WaitOptions,
): Promise<TaskFlow | undefined> {
  const { bank, provider, owners } = runtime;
  const owner = { projectId: asking.projectId, providerId: provider.id };
  const entry = await readRunning(bank, operationId);
  if (entry?.projectId !== owner.projectId || entry.providerId !== owner.providerId) throw operationNotFound(operationId);
  const context = asInEntry(asking, entry);
  await requireGone(bank, entry.owner, `Operation ${operationId}`, { ...options, watch: owners });
  if (entry.operation === 'restore' || entry.operation === 'verify') return await operationFlow(runtime, entry, context);
  const state = await readCheckpointIfThere(bank, entry.checkpointId, owner);
  if (!state) {
    await forgetCheckpoint(runtime, entry.checkpointId, operationId);
    return undefined;
  }
  return await checkpointFlow(runtime, state, operationId, context);
}

/** Of one that only reads a checkpoint. What is damaged of a journal must not keep the rest of it outside. */
async function operationFlow(runtime: ProviderRuntime, entry: RunningEntry, context: Context): Promise<TaskFlow | undefined> {
  const { bank, provider } = runtime;
  const { operationId, operation, checkpointId } = entry;
  const tolerant = { tolerate: provider.log };
  if (await hasEnded(bank, operationId)) {
    for (const id of await operationsTakenOver(bank, entry, tolerant)) await removeOperation(bank, id);
    await forget(runtime, operationId);
    return undefined;
  }
  const history = await findOperationHistory(bank, operationId, entry, tolerant);
  // Another one has taken it over, or this one did not come to take over.
  if (history?.entry.operationId !== operationId) {
    await forget(runtime, operationId);
    return undefined;
  }
  const { operationIds, read } = history;
  const state = await readCheckpointIfThere(bank, checkpointId, checkpointOwner(context, provider));
  return await flowOf(runtime, context, {
    // No hook runs that could ask for the time of one that is gone.
    checkpoint: state?.identity ?? { id: checkpointId, createdAt: entry.startedAt },
    ...{ operation, operationIds, read },
    outstanding: ({ effects }) => effects.filter(isOutstanding),
    graph: await graphOfCheckpoint(runtime, state),
    records: ({ bank: fenced, operationId: own }) =>
      new ReadRecords({ bank: fenced, operationId: own, checkpointId, stored: new Map(), before: operationIds }),
  });
}

async function checkpointFlow(
  runtime: ProviderRuntime,
  state: CheckpointState,
  operationId: string,
  context: Context,
): Promise<TaskFlow | undefined> {
  const { bank, provider } = runtime;
  const { operation } = state.claim;
  const read = () => checkpointHistory(bank, state, { tolerate: provider.log });
  const outstanding = (replayed: ReplayedOperation) => outstandingOf(state, replayed);
  // It was overtaken by one that has an entry of its own, or ended and only its entry was left.
  if (!(await standsFor(bank, operationId, state)) || (state.end && outstanding(await read()).length === 0)) {
    // It may have been cut off before the index was told how it ended, and before it had deleted what is of no use.
    await repairIndex(bank, state);
    await removeForgottenData(bank, state);
    await forget(runtime, operationId);
    return undefined;
  }
  return await flowOf(runtime, context, {
    ...{ operation, checkpoint: state.identity, read, outstanding },
    operationIds: state.epochs.map(({ claim }) => claim.operationId),
    records: ({ bank: fenced, operationId: own }) =>
      new ReleaseRecords(fenced, {
        ...{ operation, operationId: own, identity: state.identity, cancel: true, after: state.epochs.length },
        ...{ versions: versionsOf(provider), log: provider.log, keepsGood: isGoodInPart(state.epochs) },
      }),
  });
}

interface ReleaseParts {
  readonly operation: 'protect' | 'delete' | 'restore' | 'verify';
  readonly checkpoint: SeenIdentity;
  /** Those that are released, oldest first. */
  readonly operationIds: readonly string[];
  readonly read: () => Promise<ReplayedOperation>;
  /** What is to be released. */
  readonly outstanding: (replayed: ReplayedOperation) => readonly ReplayedEffect[];
  /** Default: the one that the journals tell of. */
  readonly graph?: ResourceGraph;
  readonly records: (drafted: DraftedOperation) => OperationRecords;
}

/** A flow without tasks: all of it is taking over and ending. */
async function flowOf(runtime: ProviderRuntime, context: Context, parts: ReleaseParts): Promise<TaskFlow> {
  const { operation, checkpoint, operationIds, read, outstanding } = parts;
  const replayed = await read();
  const graph = parts.graph ?? graphOfJournals(replayed);
  const kinds = {
    plugins: runtime.provider.protectionPlugins,
    resource: (key: ResourceKey) => graph.get(parseResourceKey(key)),
  };
  const continuation = releaseOnly(replayed, outstanding(replayed), kinds);
  const drafted = draftOperation(runtime, {
    ...{ operation, checkpointId: checkpoint.id, context, wait: false },
    holds: operation === 'protect' || operation === 'delete' ? [holdOfCheckpoint(checkpoint.id, true)] : [],
    predecessors: operationIds,
  });
  return assembleFlow({
    ...{ runtime, drafted, operation, checkpoint, graph, context, plans: [] },
    records: parts.records(drafted),
    begin: continueJournal(continuation),
    predecessor: { operationIds, continuation, late: lateEffects(read, replayed, kinds) },
  });
}

function graphOfJournals({ listed }: ReplayedOperation): ResourceGraph {
  const known = new Set(listed.map(({ resource }) => resourceKey(resource)));
  return ResourceGraph.from({
    resources: listed.map(({ resource }) => resource),
    edges: listed.flatMap(({ resource, dependents }) =>
      dependents.filter((child) => known.has(child)).map((child) => [resourceKey(resource), child] as const),
    ),
  });
}

/** What a restore made is taken back in the order of what it was made of. */
async function graphOfCheckpoint({ bank, provider }: ProviderRuntime, state: CheckpointState | undefined): Promise<ResourceGraph> {
  return graphOf(state ? (await readLeftovers(bank, state, provider.log)).stored : new Map());
}

/** Removes the entry of an operation of which nothing else is left, but for what another one goes on with. */
async function forget({ bank }: ProviderRuntime, operationId: string): Promise<void> {
  await removeHolds(bank, operationId);
  if ((await nextOperation(bank, operationId)) === undefined) await removeOperation(bank, operationId);
  await bank.deleteObject(runningKey(operationId));
}

/** The checkpoint was not claimed: what was prepared for it is nobody's. */
async function forgetCheckpoint(runtime: ProviderRuntime, checkpointId: string, operationId: string): Promise<void> {
  const section = checkpointSection(runtime.bank, checkpointId);
  await deleteKeys(section, section.listObjects(''));
  await forget(runtime, operationId);
}
