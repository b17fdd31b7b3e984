import { hookNames } from '@karbor/plugin-sdk';
import type { Context, HookName, OperationName, Resource } from '@karbor/plugin-sdk';
import type { FlowPolicy } from '../executor/executor-policy.js';
import { buildTaskFlow } from '../flow/build-task-flow.js';
import type { ResourceHooks } from '../flow/flow-definition.js';
import { hookSet } from '../flow/hook-set.js';
import type { TaskFlow } from '../flow/task-flow.js';
import type { ResourceGraph } from '../graph/resource-graph.js';
import type { LoadedProvider } from '../provider/loaded-provider.js';
import { askPlugin } from './ask-plugin.js';
import { HookOperation } from './hook-operation.js';
import type { OperationRecords } from './operation-records.js';
import type { ResourcePlan } from './resource-plan.js';

/** A stream that is being stored holds about 16 MiB: so many at once are bounded where nothing else is said. */
const defaultFlowPolicy: Partial<FlowPolicy> = { hooksByPhase: { onMain: 16 } };

export interface FlowParts {
  readonly provider: LoadedProvider;
  readonly operation: OperationName;
  readonly operationId: string;
  readonly checkpointId: string;
  readonly graph: ResourceGraph;
  /** In the order of the graph. */
  readonly plans: readonly ResourcePlan[];
  readonly records: OperationRecords;
  readonly context: Context;
  /** Hooks that core runs for a resource even where its plugin has none. */
  readonly always?: (plan: ResourcePlan) => readonly HookName[];
}

/** Joins what was decided about each resource into a flow. @throws KarborError `KARBOR_GROUP_CYCLE` */
export function assembleFlow(parts: FlowParts): TaskFlow {
  const { provider, graph, plans, records, context, operation, operationId, checkpointId } = parts;
  const running = new HookOperation({ checkpointId, graph, plans, records, context, log: provider.log });
  return buildTaskFlow({
    ...{ operation, operationId, checkpointId, graph, running },
    policy: { ...defaultFlowPolicy, ...provider.executor },
    hooksOf: (resource, index) => hooksOf(resource, plans[index], parts.always),
  });
}

function hooksOf(resource: Resource, plan: ResourcePlan | undefined, always: FlowParts['always']): ResourceHooks {
  if (!plan?.applies) return { hooks: 0 };
  const { operation, plugin } = plan;
  const own = hookNames.filter((hook) => operation?.[hook] !== undefined);
  const hooks = hookSet([...own, ...(always?.(plan) ?? [])]);
  if (!operation?.group) return { hooks };
  const { group } = operation;
  const key = askPlugin(plugin.definition, resource, 'group.key', () => group.key(resource));
  if (key === undefined) return { hooks };
  const grouped = hookNames.filter((hook) => group.hooks[hook] !== undefined);
  return { hooks, group: { plugin: plugin.definition.name, key, hooks: hookSet(grouped) } };
}
