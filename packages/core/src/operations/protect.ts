import type { Context } from '@karbor/plugin-sdk';
import { newCheckpointId } from '../checkpoint/keys.js';
import type { TaskFlow } from '../flow/task-flow.js';
import { walkResourceGraph } from '../graph/walk-resource-graph.js';
import type { Plan } from '../provider/protection-provider.js';
import { assembleFlow } from './assemble-flow.js';
import { beginJournal } from './begin-journal.js';
import { checkOperation } from './check-operation.js';
import { checkPlan } from './check-plan.js';
import { requireOwn } from './checkpoint-owner.js';
import { ProtectRecords } from './protect-records.js';
import { draftOperation, holdsOfResources } from './provider-runtime.js';
import type { ProviderRuntime } from './provider-runtime.js';
import { planResources } from './resource-plan.js';
import { versionsOf } from './versions.js';

/** How a protect flow is made and run. */
export interface ProtectOptions {
  readonly signal: AbortSignal;
  readonly wait?: boolean | undefined;
}

/** The flow that protects a plan's resources and all that depend on them. */
export async function protectFlow(
  runtime: ProviderRuntime,
  plan: Plan,
  context: Context,
  { signal, wait }: ProtectOptions,
): Promise<TaskFlow> {
  requireOwn(context);
  checkPlan(plan);
  const { provider } = runtime;
  const { protectables, protectionPlugins: plugins } = provider;
  const { parameters } = plan;
  const operation = 'protect';
  const isProtected = (type: string) => plugins.has(type);
  const graph = await walkResourceGraph({ roots: plan.resources, protectables, isProtected, context, signal });
  const plans = await planResources({ operation, graph, plugins, parameters });
  const checkpointId = newCheckpointId();
  const createdAt = new Date();
  await checkOperation({ operation, checkpoint: { id: checkpointId, createdAt }, graph, plans, context, log: provider.log, signal });
  const drafted = draftOperation(runtime, { operation, checkpointId, context, wait, holds: holdsOfResources(plans) });
  const request = {
    ...{ operation, operationId: drafted.operationId, versions: versionsOf(provider), log: provider.log } as const,
    identity: {
      ...{ id: checkpointId, projectId: context.projectId, providerId: provider.id },
      ...{ planId: plan.id ?? plan.name, planName: plan.name, createdAt },
      ...(context.userId !== undefined && { userId: context.userId }),
    },
  };
  const records = new ProtectRecords({ bank: drafted.bank, request, graph, plans });
  const begin = beginJournal({ parameters }, plans, graph);
  return assembleFlow({ runtime, drafted, operation, checkpoint: request.identity, graph, plans, records, context, begin });
}
