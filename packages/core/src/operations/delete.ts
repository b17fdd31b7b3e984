import { randomUUID } from 'node:crypto';
import { resourceKey } from '@karbor/plugin-sdk';
import type { Context } from '@karbor/plugin-sdk';
import type { Bank } from '../bank/bank.js';
import { readCheckpoint } from '../checkpoint/read-checkpoint.js';
import { transition } from '../checkpoint/transition.js';
import type { TaskFlow } from '../flow/task-flow.js';
import type { LoadedProvider } from '../provider/loaded-provider.js';
import type { DeleteRequest } from '../provider/protection-provider.js';
import { assembleFlow } from './assemble-flow.js';
import { DeleteRecords } from './delete-records.js';
import { readLeftovers } from './leftovers.js';
import { planResources } from './resource-plan.js';
import { graphOf } from './stored-resources.js';
import { versionsOf } from './versions.js';

/** The flow that deletes a checkpoint, whatever state it is in, and what it left outside. */
export async function deleteFlow(
  provider: LoadedProvider,
  bank: Bank,
  { checkpointId, parameters, cancel = false }: DeleteRequest,
  context: Context,
): Promise<TaskFlow> {
  const { protectionPlugins: plugins, id: providerId } = provider;
  const state = await readCheckpoint(bank, checkpointId, { projectId: context.projectId, providerId });
  transition(state.status, 'deleting', { cancel });
  const { stored, outstanding } = await readLeftovers(bank, state, provider.log);
  const graph = graphOf(stored);
  const plans = await planResources({
    ...{ operation: 'delete', graph, plugins, parameters },
    stored: (resource) => {
      const { savedInfo, applies = true } = stored.get(resourceKey(resource)) ?? {};
      return { applied: applies, ...(savedInfo !== undefined && { savedInfo }) };
    },
  });
  const operationId = randomUUID();
  const request = {
    ...{ operation: 'delete', operationId, cancel, identity: state.identity } as const,
    ...{ versions: versionsOf(provider), log: provider.log },
  };
  const records = new DeleteRecords({ bank, state, request, stored, outstanding, plugins });
  return assembleFlow({ provider, operation: 'delete', operationId, checkpointId, graph, plans, records, context });
}
