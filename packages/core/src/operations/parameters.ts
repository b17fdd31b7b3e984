import { KarborError, resourceKey } from '@karbor/plugin-sdk';
import type { OperationName, ProtectionPlugin, Resource, Schema } from '@karbor/plugin-sdk';
import type { ResourceGraph } from '../graph/resource-graph.js';
import type { Configured } from '../provider/loaded-provider.js';
import type { ParametersByResource } from '../provider/protection-provider.js';
import { describeIssues } from './schema-issues.js';

type Members = Readonly<Record<string, unknown>>;
type Plugins = ReadonlyMap<string, Configured<ProtectionPlugin>>;

/**
 * Checks the parameters of an operation and gives those of each resource: of its type, then of itself, as the plugin's
 * schema makes them.
 * @throws KarborError `KARBOR_PARAMETERS_INVALID` naming the key and what is wrong with it
 */
export async function parametersOf(
  operation: OperationName,
  graph: ResourceGraph,
  plugins: Plugins,
  parameters: ParametersByResource | undefined,
): Promise<(resource: Resource) => unknown> {
  const given = parameters ?? {};
  if (typeof (given as unknown) !== 'object' || Array.isArray(given)) {
    throw new KarborError('KARBOR_PARAMETERS_INVALID', 'Parameters: give an object with parameters by TYPE or TYPE#ID.');
  }
  const schemaOf = (type: string) => plugins.get(type)?.definition.operations[operation]?.parametersSchema;
  for (const [key, members] of Object.entries(given)) checkKey(key, members, graph, plugins);
  const byType = new Map<string, unknown>();
  const completed = typesWithoutOthers(graph, given);
  for (const [type, members] of Object.entries(given)) {
    if (!type.includes('#') && !completed.has(type)) byType.set(type, await check(type, operation, schemaOf(type), members));
  }
  const byResource = new Map<string, unknown>();
  for (const resource of graph.resources) {
    const own = given[resourceKey(resource)];
    const { type } = resource;
    if (own) {
      const key = resourceKey(resource);
      byResource.set(key, await check(key, operation, schemaOf(type), { ...given[type], ...own }));
    } else if (!byType.has(type)) {
      byType.set(type, await check(type, operation, schemaOf(type), {}));
    }
  }
  return (resource) => byResource.get(resourceKey(resource)) ?? byType.get(resource.type);
}

/** The types all of whose resources have parameters of their own: those of the type need not be complete then. */
function typesWithoutOthers({ resources }: ResourceGraph, given: ParametersByResource): ReadonlySet<string> {
  const types = new Set(resources.map(({ type }) => type));
  for (const resource of resources) if (!given[resourceKey(resource)]) types.delete(resource.type);
  return types;
}

function checkKey(key: string, members: unknown, graph: ResourceGraph, plugins: Plugins): void {
  if (typeof members !== 'object' || members === null || Array.isArray(members)) {
    throw invalid(key, 'must be an object of parameters');
  }
  const hash = key.indexOf('#');
  if (hash === -1 && !plugins.has(key)) {
    throw invalid(key, `names no resource type of this provider; it has ${[...plugins.keys()].join(', ')}`);
  }
  if (hash !== -1 && !graph.has({ type: key.slice(0, hash), id: key.slice(hash + 1) })) {
    throw invalid(key, 'names a resource that is not part of this operation');
  }
}

async function check(key: string, operation: OperationName, schema: Schema | undefined, members: Members): Promise<unknown> {
  if (!schema) {
    const [name] = Object.keys(members);
    if (name !== undefined) throw invalid(key, `has "${name}", but its plugin takes no parameters for ${operation}`);
    return {};
  }
  const result = await schema['~standard'].validate(members);
  if (result.issues) throw invalid(key, describeIssues(result.issues));
  return result.value;
}

function invalid(key: string, problem: string): KarborError {
  return new KarborError('KARBOR_PARAMETERS_INVALID', `Parameters: "${key}" ${problem}.`, { details: { key, problem } });
}
