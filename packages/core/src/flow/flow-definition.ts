import type { OperationName, Resource } from '@karbor/plugin-sdk';
import type { FlowPolicy } from '../executor/executor-policy.js';
import type { RunningOperation } from '../executor/hook-runner.js';
import type { ResourceGraph } from '../graph/resource-graph.js';
import type { HookSet } from './hook-set.js';

/** What there is to do for one resource. */
export interface ResourceHooks {
  /** The hooks of its own that its plugin implements. None: order holds through the resource, and nothing runs. */
  readonly hooks: HookSet;
  /** The group that it belongs to. */
  readonly group?: GroupMembership;
  /**
   * When a resource that it waits for has failed and the operation goes on: whether its hooks run all the same or it is
   * skipped. A group's run when all members say so. Default `skip`.
   */
  readonly whenRelatedFailed?: 'run' | 'skip';
  /** All that there was to do for it was done before: it is good although nothing runs. */
  readonly isDone?: boolean;
}

/** Resources of one plugin with the same key: for `hooks`, one task in place of its members' own. */
export interface GroupMembership {
  /** The plugin's name. */
  readonly plugin: string;
  readonly key: string;
  /** What the group implements. */
  readonly hooks: HookSet;
}

/** What a flow is built of. */
export interface FlowDefinition {
  readonly operation: OperationName;
  readonly operationId: string;
  readonly checkpointId: string;
  readonly graph: ResourceGraph;
  /** Asked once for each resource, in the order of the graph. */
  readonly hooksOf: (resource: Resource, index: number) => ResourceHooks;
  /** The flow's defaults; an Executor's own policy wins. */
  readonly policy?: Partial<FlowPolicy>;
  /** What this operation needs: wins over an Executor's own policy. */
  readonly fixedPolicy?: Partial<FlowPolicy>;
  /** What stands behind the flow when it runs. */
  readonly running: RunningOperation;
}
