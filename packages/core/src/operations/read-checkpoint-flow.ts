import type { Context, Resource, ResourceKey } from '@karbor/plugin-sdk';
import { resourceKey } from '@karbor/plugin-sdk';
import type { EffectKinds } from '../effects/take-up.js';
import type { TaskFlow } from '../flow/task-flow.js';
import type { PartialRequest, WaitOptions } from '../provider/protection-provider.js';
import type { Continuation } from '../resume/continuation.js';
import { foundContinuation } from '../resume/found-continuation.js';
import type { ReplayedOperation } from '../resume/replayed-operation.js';
import { readCheckpoint } from '../checkpoint/read-checkpoint.js';
import { assembleFlow, hooksOfPlan } from './assemble-flow.js';
import type { AlwaysHooks } from './assemble-flow.js';
import { readIdle } from './await-end.js';
import { beginJournal, continueJournal } from './begin-journal.js';
import { checkOperation } from './check-operation.js';
import { checkpointOwner } from './checkpoint-owner.js';
import { checkUnchanged, openCheckpoint } from './open-checkpoint.js';
import { lateEffects } from './predecessor.js';
import { draftOperation, holdOfCheckpoint, holdsOfOperations } from './provider-runtime.js';
import type { ProviderRuntime } from './provider-runtime.js';
import { ReadRecords } from './read-records.js';
import { planResources } from './resource-plan.js';
import { graphOf, planningOf } from './stored-resources.js';
import { VerifyRecords } from './verify-records.js';

export type ReadOperation = 'restore' | 'verify';

/** Operations that this one goes on with. */
export interface ReadPredecessor {
  /** Oldest first. */
  readonly operationIds: readonly string[];
  readonly replayed: ReplayedOperation;
  /** Reads their journals again. */
  readonly read: () => Promise<ReplayedOperation>;
}

const always: Readonly<Record<ReadOperation, AlwaysHooks>> = { restore: () => [], verify: () => ['onMain'] };

/** The flow that restores what a checkpoint holds, or reads and checks it. */
export async function readCheckpointFlow(
  operation: ReadOperation,
  runtime: ProviderRuntime,
  request: PartialRequest,
  context: Context,
  options: WaitOptions,
  before?: ReadPredecessor,
): Promise<TaskFlow> {
  const { checkpointId, parameters, wait } = request;
  const { provider } = runtime;
  const owner = checkpointOwner(context, provider);
  const { identity: checkpoint } = await readIdle(runtime.bank, () => readCheckpoint(runtime.bank, checkpointId, owner), { ...options, wait });
  const { stored, manifest } = await openCheckpoint(runtime.bank, provider, request, context);
  const graph = graphOf(stored);
  const plugins = provider.protectionPlugins;
  const plans = await planResources({
    ...{ operation, graph, parameters, plugins },
    stored: (resource) => planningOf(stored, resource),
    ...(before && { decided: (resource) => before.replayed.resources.get(resourceKey(resource))?.applies ?? true }),
  });
  await checkOperation({ operation, checkpoint, graph, plans, context, log: provider.log });
  const drafted = draftOperation(runtime, {
    ...{ operation, checkpointId, context, wait },
    holds: [holdOfCheckpoint(checkpointId, false), ...holdsOfOperations(before?.operationIds.slice(-1))],
    ...(before && { predecessors: before.operationIds }),
  });
  const kinds = { plugins, resource: (key: ResourceKey) => stored.get(key)?.resource };
  const continuation =
    before &&
    (await foundContinuation(
      {
        ...{ operation, graph, kinds, replayed: before.replayed },
        hooksOf: (index) => hooksOfPlan(graph.resources[index] as Resource, plans[index], always[operation]),
      },
      { context, log: provider.log, signal: options.signal },
    ));
  const Records = operation === 'verify' ? VerifyRecords : ReadRecords;
  const records = new Records({
    ...{ bank: drafted.bank, checkpointId, operationId: drafted.operationId, stored },
    check: () => checkUnchanged(drafted.bank, manifest, owner),
    ...(before && { before: before.operationIds }),
  });
  return assembleFlow({
    ...{ runtime, drafted, operation, checkpoint, graph, plans, records, context, always: always[operation] },
    begin: continuation ? continueJournal(continuation) : beginJournal(request, plans),
    ...(before && continuation && { predecessor: predecessorOf(before, continuation, kinds) }),
  });
}

function predecessorOf({ operationIds, replayed, read }: ReadPredecessor, continuation: Continuation, kinds: EffectKinds) {
  return { operationIds, continuation, late: lateEffects(read, replayed, kinds) };
}
