import { isOpenStackError } from '@karbor/openstack';
import type { OpenStackError } from '@karbor/openstack';
import { expect } from 'vitest';

/** Expects that a call is refused with this status and message, and gives the error. */
export async function refused(call: Promise<unknown>, status: number, message: RegExp): Promise<OpenStackError> {
  const error: unknown = await call.then(
    (value) => new Error(`It was not refused, but answered ${JSON.stringify(value)}`),
    (reason: unknown) => reason
  );
  if (!isOpenStackError(error)) throw error;
  expect({ status: error.status, message: error.serviceMessage ?? '' }).toEqual({
    status,
    message: expect.stringMatching(message) as string,
  });
  return error;
}
