import { KarborError, resourceKey } from '@karbor/plugin-sdk';
import type { Context, Resource, ResourceReference } from '@karbor/plugin-sdk';
import { queriesByType } from '../graph/queries-by-type.js';
import type { LoadedProvider } from '../provider/loaded-provider.js';
import type { ProviderProtectables } from '../provider/protection-provider.js';

const never = new AbortController().signal;

/** Looks for resources through the protectables of a provider. */
export function providerProtectables({ protectables }: LoadedProvider): ProviderProtectables {
  const show = async (resource: ResourceReference, context: Context, signal = never): Promise<Resource> => {
    const found = await queriesByType(protectables, context, signal).of(resource).show(resource.id);
    if (found) return found;
    const key = resourceKey(resource);
    throw new KarborError('KARBOR_RESOURCE_NOT_FOUND', `There is no ${key} that project ${context.projectId} may protect.`, {
      details: { resource: key },
    });
  };
  return {
    show,
    types: () =>
      [...protectables.values()].map(({ definition: { resourceType, parentTypes } }) => ({ type: resourceType, parentTypes })),
    list: async (type, context, signal = never) => queriesByType(protectables, context, signal).of({ type }).all(),
    async dependents(resource, context, signal = never) {
      const parent = await show(resource, context, signal);
      const queries = queriesByType(protectables, context, signal);
      const found = queries.below(parent.type).map((query) => query.dependents(parent));
      return (await Promise.all(found)).flat();
    },
  };
}
