import { KarborError } from '@karbor/plugin-sdk';
import type { Context, Protectable, ResourceReference } from '@karbor/plugin-sdk';
import type { Configured } from '../provider/loaded-provider.js';
import { ProtectableQueries } from './protectable-queries.js';

/** What one operation asks the protectables of a provider. */
export interface QueriesByType {
  /** @throws KarborError `KARBOR_RESOURCE_TYPE_UNKNOWN` naming the types that there are */
  of(reference: Pick<ResourceReference, 'type'>): ProtectableQueries;
  /** Those whose resources may depend on resources of this type, in the order of the provider file. */
  below(type: string): readonly ProtectableQueries[];
}

export function queriesByType(
  protectables: ReadonlyMap<string, Configured<Protectable>>,
  context: Context,
  signal: AbortSignal,
): QueriesByType {
  const queries = new Map(
    Array.from(protectables, ([type, one]) => [type, new ProtectableQueries(one, context, signal)]),
  );
  const below = new Map<string, ProtectableQueries[]>();
  for (const one of queries.values()) {
    for (const parentType of one.definition.parentTypes) below.set(parentType, [...(below.get(parentType) ?? []), one]);
  }
  return {
    of({ type }) {
      const known = queries.get(type);
      if (known) return known;
      throw new KarborError(
        'KARBOR_RESOURCE_TYPE_UNKNOWN',
        `This provider knows no resources of type ${type}; it knows ${[...queries.keys()].join(', ') || 'none'}.`,
        { details: { type, known: [...queries.keys()] } },
      );
    },
    below: (type) => below.get(type) ?? [],
  };
}
