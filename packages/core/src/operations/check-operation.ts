import type { Context, Logger, OperationName, ProtectionPlugin } from '@karbor/plugin-sdk';
import type { ResourceGraph } from '../graph/resource-graph.js';
import type { Configured } from '../provider/loaded-provider.js';
import { checkpointView } from './checkpoint-view.js';
import type { SeenIdentity } from './checkpoint-view.js';
import type { ResourcePlan } from './resource-plan.js';

export interface CheckParts {
  readonly operation: OperationName;
  readonly checkpoint: SeenIdentity;
  readonly graph: ResourceGraph;
  readonly plans: readonly ResourcePlan[];
  readonly context: Context;
  readonly log: Logger;
  readonly signal?: AbortSignal;
}

/** Asks each plugin whether the operation can be done as it was asked for, before anything of it exists. @throws what they throw */
export async function checkOperation(parts: CheckParts): Promise<void> {
  const { operation, graph, plans, context, log, signal = new AbortController().signal } = parts;
  const checkpoint = checkpointView(parts.checkpoint, graph);
  for (const [plugin, own] of byPlugin(plans)) {
    const { definition, config } = plugin;
    const members = own.map(({ resource, parameters, savedInfo }) => ({ resource, parameters, savedInfo }));
    signal.throwIfAborted();
    await definition.operations[operation]?.check?.({ checkpoint, context, config, log, signal, members });
  }
}

function byPlugin(plans: readonly ResourcePlan[]): ReadonlyMap<Configured<ProtectionPlugin>, readonly ResourcePlan[]> {
  const found = new Map<ProtectionPlugin, { readonly plugin: Configured<ProtectionPlugin>; readonly own: ResourcePlan[] }>();
  for (const plan of plans) {
    if (!plan.applies || !plan.operation?.check) continue;
    const known = found.get(plan.plugin.definition);
    if (known) known.own.push(plan);
    else found.set(plan.plugin.definition, { plugin: plan.plugin, own: [plan] });
  }
  return new Map([...found.values()].map(({ plugin, own }) => [plugin, own]));
}
