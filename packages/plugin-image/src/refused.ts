import { isOpenStackError } from '@karbor/openstack';
import { KarborError, notMade } from '@karbor/plugin-sdk';
import type { Resource } from '@karbor/plugin-sdk';
import { nameAndId } from './names.js';

/** Awaits a call that makes something; a refusal by the service is told as "certainly nothing was made". */
export async function orNotMade<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw isOpenStackError(error) && error.noEffect ? notMade(error) : error;
  }
}

/** Awaits a call; `undefined` when what it names is not there. */
export async function orAbsent<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isOpenStackError(error, 'OPENSTACK_NOT_FOUND')) return undefined;
    throw error;
  }
}

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
