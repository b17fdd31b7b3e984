import { isOpenStackError } from '@karbor/openstack';
import { isKarborError, KarborError } from '@karbor/plugin-sdk';
import type { Resource } from '@karbor/plugin-sdk';
import { nameAndId } from './names.js';

/**
 * Awaits calls that find nothing only when this server is gone.
 * @throws KarborError `KARBOR_RESOURCE_NOT_FOUND` then
 */
export async function orServerGone<T>(server: Resource, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!isOpenStackError(refusalOf(error), 'OPENSTACK_NOT_FOUND')) throw error;
    throw new KarborError(
      'KARBOR_RESOURCE_NOT_FOUND',
      `Server ${nameAndId(server)} is not there any more: it was deleted. Leave it out of the plan.`,
      { cause: error, details: { server: server.id } },
    );
  }
}

/** What the service said, also when it was told on as "not made". */
export function refusalOf(error: unknown): unknown {
  return isKarborError(error, 'KARBOR_NOT_MADE') ? error.cause : error;
}
