import { KarborError, resourceKey } from '@karbor/plugin-sdk';
import type { Json, Operation, OperationName, ProtectionPlugin, Resource, Schema } from '@karbor/plugin-sdk';
import type { ResourceGraph } from '../graph/resource-graph.js';
import type { Configured } from '../provider/loaded-provider.js';
import type { ParametersByResource } from '../provider/protection-provider.js';
import { askPlugin } from './ask-plugin.js';
import { parametersOf } from './parameters.js';
import { parseSavedInfo } from './saved-info.js';
import type { Inferred } from './inferred.js';

/** What is decided about a resource before its operation runs. */
export interface ResourcePlan {
  readonly resource: Resource;
  readonly plugin: Configured<ProtectionPlugin>;
  /** Missing where the plugin leaves the operation to core. */
  readonly operation: Operation<Schema, Inferred, Inferred> | undefined;
  readonly parameters: unknown;
  readonly savedInfo: unknown;
  /** False: there is nothing to do for it. */
  readonly applies: boolean;
}

export interface PlanningOptions {
  readonly operation: OperationName;
  readonly graph: ResourceGraph;
  readonly plugins: ReadonlyMap<string, Configured<ProtectionPlugin>>;
  readonly parameters: ParametersByResource | undefined;
  /** What a checkpoint holds of a resource; missing in protect. */
  readonly stored?: (resource: Resource) => { readonly savedInfo?: Json; readonly applied: boolean };
  /** What was decided when the operation began, where it is gone on with: the plugin is not asked again. */
  readonly decided?: (resource: Resource) => boolean;
}

/**
 * Decides about each resource of a graph, in its order.
 * @throws KarborError `KARBOR_RESOURCE_TYPE_UNPROTECTED`, `KARBOR_OPERATION_UNSUPPORTED`, `KARBOR_PARAMETERS_INVALID`,
 *   `KARBOR_SAVED_INFO_INVALID`
 */
export async function planResources(options: PlanningOptions): Promise<readonly ResourcePlan[]> {
  const { operation, graph, plugins, parameters, stored, decided } = options;
  const supported = graph.resources.map((resource) => ({ resource, plugin: pluginOf(resource, operation, plugins) }));
  const parametersFor = await parametersOf(operation, graph, plugins, parameters);
  const plans: ResourcePlan[] = [];
  for (const { resource, plugin } of supported) {
    const own = plugin.definition.operations[operation];
    const { savedInfo: json, applied } = stored?.(resource) ?? { applied: true };
    const given = parametersFor(resource);
    const savedInfo = stored && applied ? await parseSavedInfo(plugin.definition, resource, json, operation) : undefined;
    const question = { resource, parameters: given, config: plugin.config, graph, savedInfo };
    const ask = () => askPlugin(plugin.definition, resource, 'applies', () => own?.applies?.(question) ?? true);
    const applies = applied && (decided?.(resource) ?? ask());
    plans.push({ resource, plugin, operation: own, parameters: given, savedInfo, applies });
  }
  return plans;
}

function pluginOf(
  resource: Resource,
  operation: OperationName,
  plugins: ReadonlyMap<string, Configured<ProtectionPlugin>>,
): Configured<ProtectionPlugin> {
  const plugin = plugins.get(resource.type);
  if (!plugin) {
    throw new KarborError(
      'KARBOR_RESOURCE_TYPE_UNPROTECTED',
      `${resourceKey(resource)} (${resource.name}) needs a plugin of type ${resource.type}, and this provider has none: add one to its file with "plugin =".`,
      { details: { resource: resourceKey(resource), type: resource.type } },
    );
  }
  if ((operation === 'protect' || operation === 'restore') && !plugin.definition.operations[operation]) {
    throw new KarborError(
      'KARBOR_OPERATION_UNSUPPORTED',
      `The plugin ${plugin.definition.name} cannot ${operation} resources of type ${resource.type}, such as ${resourceKey(resource)}.`,
      { details: { resource: resourceKey(resource), plugin: plugin.definition.name, operation } },
    );
  }
  return plugin;
}
