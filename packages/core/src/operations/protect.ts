import { randomUUID } from 'node:crypto';
import type { Context } from '@karbor/plugin-sdk';
import type { Bank } from '../bank/bank.js';
import { newCheckpointId } from '../checkpoint/keys.js';
import type { TaskFlow } from '../flow/task-flow.js';
import { walkResourceGraph } from '../graph/walk-resource-graph.js';
import type { LoadedProvider } from '../provider/loaded-provider.js';
import type { Plan } from '../provider/protection-provider.js';
import { assembleFlow } from './assemble-flow.js';
import { checkPlan } from './check-plan.js';
import { ProtectRecords } from './protect-records.js';
import { planResources } from './resource-plan.js';
import { versionsOf } from './versions.js';

/** The flow that protects a plan's resources and all that depend on them. */
export async function protectFlow(
  provider: LoadedProvider,
  bank: Bank,
  plan: Plan,
  context: Context,
  signal: AbortSignal,
): Promise<TaskFlow> {
  checkPlan(plan);
  const { protectables, protectionPlugins: plugins } = provider;
  const isProtected = (type: string) => plugins.has(type);
  const graph = await walkResourceGraph({ roots: plan.resources, protectables, isProtected, context, signal });
  const plans = await planResources({ operation: 'protect', graph, plugins, parameters: plan.parameters });
  const checkpointId = newCheckpointId();
  const operationId = randomUUID();
  const request = {
    ...{ operation: 'protect', operationId, versions: versionsOf(provider), log: provider.log } as const,
    identity: {
      ...{ id: checkpointId, projectId: context.projectId, providerId: provider.id },
      ...{ planId: plan.id ?? plan.name, planName: plan.name, createdAt: new Date() },
      ...(context.userId !== undefined && { userId: context.userId }),
    },
  };
  const records = new ProtectRecords(bank, request, graph, plans);
  return assembleFlow({ provider, operation: 'protect', operationId, checkpointId, graph, plans, records, context });
}
