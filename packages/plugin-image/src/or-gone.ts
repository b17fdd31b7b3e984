import { orAbsent } from '@karbor/openstack';
import { KarborError } from '@karbor/plugin-sdk';
import type { Resource } from '@karbor/plugin-sdk';
import { nameAndId } from './names.js';

/**
 * Awaits a call that finds nothing only when this image is gone.
 * @throws KarborError `KARBOR_RESOURCE_NOT_FOUND` then
 */
export async function orGone<T>({ name, id }: Resource, call: Promise<T>): Promise<T> {
  const found = await orAbsent(call);
  if (found !== undefined) return found;
  throw new KarborError(
    'KARBOR_RESOURCE_NOT_FOUND',
    `Image ${nameAndId(name, id)} is not there any more: it was deleted. Leave it out of the plan.`,
    { details: { image: id } },
  );
}
