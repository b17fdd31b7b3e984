import { KarborError, parseResourceKey, resourceKey } from '@karbor/plugin-sdk';
import type { Context, ResourceKey } from '@karbor/plugin-sdk';
import { isGoodInPart } from '../checkpoint/failed-epoch.js';
import type { CheckpointState } from '../checkpoint/read-checkpoint.js';
import { ResourceGraph } from '../graph/resource-graph.js';
import type { TaskFlow } from '../flow/task-flow.js';
import type { ParametersByResource } from '../provider/protection-provider.js';
import { foundContinuation } from '../resume/found-continuation.js';
import { assembleFlow, hooksOfPlan } from './assemble-flow.js';
import { continueJournal } from './begin-journal.js';
import { checkpointHistory } from './checkpoint-history.js';
import { lateEffects } from './predecessor.js';
import { ProtectRecords } from './protect-records.js';
import { draftOperation, holdOfCheckpoint, holdsOfResources } from './provider-runtime.js';
import type { ProviderRuntime } from './provider-runtime.js';
import { planResources } from './resource-plan.js';
import { versionsOf } from './versions.js';

/** The flow that goes on with a protect operation that nobody works on any more, or does again what failed of it. */
export async function resumeProtectFlow(
  runtime: ProviderRuntime,
  state: CheckpointState,
  context: Context,
  { wait, signal }: { readonly wait?: boolean | undefined; readonly signal?: AbortSignal | undefined },
): Promise<TaskFlow> {
  const { provider } = runtime;
  const { protectionPlugins: plugins, log } = provider;
  const operation = 'protect';
  const checkpointId = state.identity.id;
  const read = () => checkpointHistory(runtime.bank, state, { operation });
  const replayed = await read();
  const { planned, listed } = replayed;
  if (!planned) throw notPlanned(checkpointId);
  const graph = ResourceGraph.from({
    resources: listed.map(({ resource }) => resource),
    edges: listed.flatMap(({ resource, dependents }) => dependents.map((child) => [resourceKey(resource), child] as const)),
  });
  const plans = await planResources({
    ...{ operation, graph, plugins, parameters: planned.parameters as ParametersByResource },
    decided: (resource) => replayed.resources.get(resourceKey(resource))?.applies ?? true,
  });
  const kinds = { plugins, resource: (key: ResourceKey) => graph.get(parseResourceKey(key)) };
  const hooksOf = (index: number) => {
    const resource = graph.resources[index];
    return resource ? hooksOfPlan(resource, plans[index]) : { hooks: 0 };
  };
  const continuation = await foundContinuation({ operation, graph, replayed, kinds, hooksOf }, { context, log, signal });
  const holds = [...holdsOfResources(plans), holdOfCheckpoint(checkpointId, true)];
  const predecessors = state.epochs.map(({ claim }) => claim.operationId);
  const drafted = draftOperation(runtime, { operation, checkpointId, context, wait, holds, predecessors });
  const isPartial = isGoodInPart(state.epochs);
  const restarted = new Set(continuation.restarted);
  // What begins anew and had kept something outside gives that back first: its earlier copy is of no use then.
  const takesBack = continuation.dropped.some((effect) => effect.state === 'kept' && restarted.has(resourceKey(effect.resource)));
  const request = {
    ...({ operation, operationId: drafted.operationId, cancel: true, after: state.epochs.length } as const),
    ...{ identity: state.identity, versions: versionsOf(provider), log, keepsGood: isPartial && !takesBack },
  };
  const records = new ProtectRecords({ bank: drafted.bank, request, graph, plans, continuation });
  const begin = continueJournal(continuation);
  const predecessor = {
    ...{ continuation, late: lateEffects(read, replayed, kinds) },
    operationIds: predecessors,
  };
  return assembleFlow({
    ...{ runtime, drafted, operation, checkpoint: state.identity, graph, plans, records, context, begin, predecessor },
    // What is good of a partial checkpoint stays good when the rest fails again.
    ...(isPartial && { fixedPolicy: { onFailure: 'continue' } }),
  });
}

function notPlanned(checkpointId: string): KarborError {
  const message = `Checkpoint ${checkpointId} was cut off before anything was done: delete it and protect again.`;
  return new KarborError('KARBOR_NOTHING_TO_RESUME', message, { details: { checkpointId } });
}
