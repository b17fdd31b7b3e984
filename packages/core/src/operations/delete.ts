import type { Context, ResourceKey } from '@karbor/plugin-sdk';
import { readRepairedCheckpoint } from '../checkpoint/repair-checkpoint.js';
import { transition } from '../checkpoint/transition.js';
import type { TaskFlow } from '../flow/task-flow.js';
import type { DeleteRequest, WaitOptions } from '../provider/protection-provider.js';
import { assembleFlow } from './assemble-flow.js';
import { awaitOvertaken, readIdle } from './await-end.js';
import { beginJournal } from './begin-journal.js';
import { checkpointHistory } from './checkpoint-history.js';
import { requireOwn } from './checkpoint-owner.js';
import { checkOperation } from './check-operation.js';
import { DeleteRecords } from './delete-records.js';
import { readLeftovers } from './leftovers.js';
import { lateEffects, releaseOnly } from './predecessor.js';
import { draftOperation, holdOfCheckpoint } from './provider-runtime.js';
import type { ProviderRuntime } from './provider-runtime.js';
import { planResources } from './resource-plan.js';
import { graphOf, planningOf } from './stored-resources.js';
import { versionsOf } from './versions.js';

/** The flow that deletes a checkpoint, whatever state it is in, and what it left outside. */
export async function deleteFlow(
  runtime: ProviderRuntime,
  { checkpointId, parameters, cancel = false, wait }: DeleteRequest,
  context: Context,
  options: WaitOptions,
): Promise<TaskFlow> {
  const { provider, bank } = runtime;
  const { protectionPlugins: plugins, id: providerId, log } = provider;
  const operation = 'delete';
  requireOwn(context);
  const read = () => readRepairedCheckpoint(bank, checkpointId, { projectId: context.projectId, providerId }, log);
  const state = cancel ? await read() : await readIdle(bank, read, { ...options, wait });
  const isAbandoned = cancel || state.claim.owner !== undefined;
  transition(state.status, 'deleting', { cancel: isAbandoned });
  const { stored, outstanding, replayed } = await readLeftovers(bank, state, log);
  const graph = graphOf(stored);
  const plans = await planResources({
    ...{ operation, graph, plugins, parameters },
    stored: (resource) => planningOf(stored, resource),
  });
  await checkOperation({ operation, checkpoint: state.identity, graph, plans, context, log: provider.log });
  const holds = [holdOfCheckpoint(checkpointId, true)];
  const predecessors = state.epochs.map(({ claim }) => claim.operationId);
  const drafted = draftOperation(runtime, { operation, checkpointId, context, wait, holds, predecessors });
  const request = {
    ...{ operation, operationId: drafted.operationId, cancel: isAbandoned, after: state.epochs.length } as const,
    ...{ identity: state.identity, versions: versionsOf(provider), log },
  };
  const records = new DeleteRecords({ bank: drafted.bank, state, request, stored });
  const kinds = { plugins, resource: (key: ResourceKey) => stored.get(key)?.resource };
  const predecessor = {
    operationIds: predecessors,
    continuation: releaseOnly({ extents: [], heldMs: new Map() }, outstanding, kinds),
    stopped: (signal: AbortSignal, waiting: (error: Error) => void) => awaitOvertaken(bank, state, signal, waiting),
    late: lateEffects(() => checkpointHistory(bank, state, { tolerate: log }), replayed, kinds),
  };
  const begin = beginJournal({ parameters }, plans);
  return assembleFlow({
    ...{ runtime, drafted, operation, checkpoint: state.identity, graph, plans, records, context, begin, predecessor },
    // What is stored goes only when all that is outside has gone.
    fixedPolicy: { onFailure: 'rollback' },
  });
}
