import { KarborError } from '@karbor/plugin-sdk';
import type { Protectable, Resource } from '@karbor/plugin-sdk';

/** Gives a resource that a protectable found back. @throws KarborError `KARBOR_RESOURCE_INVALID` naming what is wrong */
export function checkResource(resource: Resource, { name, resourceType }: Protectable): Resource {
  const given = resource as Partial<Resource>;
  if (given.type !== resourceType) throw invalid(name, `of type "${String(given.type)}" instead of ${resourceType}`);
  if (typeof given.id !== 'string' || given.id === '') throw invalid(name, `of type ${resourceType} without an id`);
  if (typeof given.name !== 'string') throw invalid(name, `${resourceType}#${given.id} without a name`);
  return resource;
}

function invalid(name: string, what: string): KarborError {
  return new KarborError('KARBOR_RESOURCE_INVALID', `${name} gave a resource ${what}: this is an error of that package.`, {
    details: { protectable: name },
  });
}
