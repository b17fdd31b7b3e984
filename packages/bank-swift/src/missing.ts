import { isOpenStackError } from '@karbor/openstack';

/** Gives `undefined` for what is not there: the object, or the whole container. */
export async function orMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isOpenStackError(error, 'OPENSTACK_NOT_FOUND')) return undefined;
    throw error;
  }
}
