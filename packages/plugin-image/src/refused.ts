import { isOpenStackError } from '@karbor/openstack';
import { notMade } from '@karbor/plugin-sdk';

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
