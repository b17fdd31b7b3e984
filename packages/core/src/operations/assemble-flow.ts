import { hookNames, resourceKey } from '@karbor/plugin-sdk';
import type { Context, HookName, OperationName, Resource } from '@karbor/plugin-sdk';
import type { FlowPolicy } from '../executor/executor-policy.js';
import { buildTaskFlow } from '../flow/build-task-flow.js';
import type { ResourceHooks } from '../flow/flow-definition.js';
import { hookSet } from '../flow/hook-set.js';
import type { HookSet } from '../flow/hook-set.js';
import type { TaskFlow } from '../flow/task-flow.js';
import type { ResourceGraph } from '../graph/resource-graph.js';
import type { JournalWriter } from '../journal/journal-writer.js';
import { askPlugin } from './ask-plugin.js';
import type { SeenIdentity } from './checkpoint-view.js';
import { HookOperation } from './hook-operation.js';
import type { OperationRecords } from './operation-records.js';
import type { Predecessor } from './predecessor.js';
import type { DraftedOperation, ProviderRuntime } from './provider-runtime.js';
import type { ResourcePlan } from './resource-plan.js';

/** A stream that is being stored holds about 16 MiB: so many at once are bounded where nothing else is said. */
const defaultFlowPolicy: Partial<FlowPolicy> = { hooksByPhase: { onMain: 16 } };

export interface FlowParts {
  readonly runtime: ProviderRuntime;
  readonly drafted: DraftedOperation;
  readonly operation: OperationName;
  readonly checkpoint: SeenIdentity;
  readonly graph: ResourceGraph;
  /** In the order of the graph. */
  readonly plans: readonly ResourcePlan[];
  readonly records: OperationRecords;
  readonly context: Context;
  readonly begin: (journal: JournalWriter) => void;
  readonly predecessor?: Predecessor;
  /** What the operation's policy is whatever the provider file and the Executor say. */
  readonly fixedPolicy?: Pick<FlowPolicy, 'onFailure'>;
  /** Hooks that core runs for a resource even where its plugin has none. */
  readonly always?: AlwaysHooks;
}

export type AlwaysHooks = (plan: ResourcePlan) => readonly HookName[];

/** Joins what was decided about each resource into a flow. @throws KarborError `KARBOR_GROUP_CYCLE` */
export function assembleFlow(parts: FlowParts): TaskFlow {
  const { runtime, drafted, graph, plans, context, operation, checkpoint, predecessor, always, fixedPolicy } = parts;
  const { log, executor, lease, releaseTimeoutMs } = runtime.provider;
  const { operationId, fence, tenure } = drafted;
  const { records, begin } = parts;
  const running = new HookOperation({
    ...{ operation, checkpoint, graph, plans, records, tenure, fence, context, log, begin },
    ...{ windows: lease, releaseTimeoutMs },
    ...(predecessor && { predecessor }),
  });
  return buildTaskFlow({
    ...{ operation, operationId, checkpointId: checkpoint.id, graph, running },
    policy: { ...defaultFlowPolicy, ...executor },
    ...(fixedPolicy && { fixedPolicy }),
    hooksOf: (resource, index) => {
      const all = hooksOfPlan(resource, plans[index], always);
      return predecessor ? without(all, predecessor.continuation.ended(resourceKey(resource))) : all;
    },
  });
}

/** All that there is to do for a resource. */
export function hooksOfPlan(resource: Resource, plan: ResourcePlan | undefined, always?: AlwaysHooks): ResourceHooks {
  if (!plan?.applies) return { hooks: 0 };
  const { operation, plugin } = plan;
  const own = hookNames.filter((hook) => operation?.[hook] !== undefined);
  const hooks = hookSet([...own, ...(always?.(plan) ?? [])]);
  const tolerance = operation?.whenRelatedFailed && { whenRelatedFailed: operation.whenRelatedFailed };
  if (!operation?.group) return { hooks, ...tolerance };
  const { group } = operation;
  const key = askPlugin(plugin.definition, resource, 'group.key', () => group.key(resource));
  if (key === undefined) return { hooks, ...tolerance };
  const grouped = hookNames.filter((hook) => group.hooks[hook] !== undefined);
  return { hooks, group: { plugin: plugin.definition.name, key, hooks: hookSet(grouped) }, ...tolerance };
}

/** What is left to do when these hooks have ended. */
function without(all: ResourceHooks, ended: HookSet): ResourceHooks {
  const { hooks, group } = all;
  const wanted = hooks | (group?.hooks ?? 0);
  const isDone = wanted !== 0 && (wanted & ~ended) === 0;
  return { ...all, isDone, hooks: hooks & ~ended, ...(group && { group: { ...group, hooks: group.hooks & ~ended } }) };
}
