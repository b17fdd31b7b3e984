import { randomUUID } from 'node:crypto';
import { resourceKey } from '@karbor/plugin-sdk';
import type { Context } from '@karbor/plugin-sdk';
import type { Bank } from '../bank/bank.js';
import type { TaskFlow } from '../flow/task-flow.js';
import type { LoadedProvider } from '../provider/loaded-provider.js';
import type { PartialRequest } from '../provider/protection-provider.js';
import { assembleFlow } from './assemble-flow.js';
import { openCheckpoint } from './open-checkpoint.js';
import { ReadRecords } from './read-records.js';
import { planResources } from './resource-plan.js';
import { graphOf } from './stored-resources.js';
import { VerifyRecords } from './verify-records.js';

/** The flow that restores what a checkpoint holds, or reads and checks it. */
export async function readCheckpointFlow(
  operation: 'restore' | 'verify',
  provider: LoadedProvider,
  bank: Bank,
  request: PartialRequest,
  context: Context,
): Promise<TaskFlow> {
  const { checkpointId, parameters } = request;
  const stored = await openCheckpoint(bank, provider, request, context);
  const graph = graphOf(stored);
  const plans = await planResources({
    ...{ operation, graph, parameters, plugins: provider.protectionPlugins },
    stored: (resource) => {
      const { savedInfo, applies = true } = stored.get(resourceKey(resource)) ?? {};
      return { applied: applies, ...(savedInfo !== undefined && { savedInfo }) };
    },
  });
  const operationId = randomUUID();
  const Records = operation === 'verify' ? VerifyRecords : ReadRecords;
  const records = new Records(bank, checkpointId, operationId, stored);
  return assembleFlow({
    ...{ provider, operation, operationId, checkpointId, graph, plans, records, context },
    ...(operation === 'verify' && { always: () => ['onMain'] as const }),
  });
}
