import { isOpenStackError } from '@karbor/openstack';
import type { OpenStackError, Session } from '@karbor/openstack';
import { KarborError } from '@karbor/plugin-sdk';
import { meaningOf } from './meaning.js';

/** Where the bank is, and as whom it goes there. */
export interface Place {
  readonly session: Session;
  readonly container: string;
  /** Where user and password stand, for messages. */
  readonly credentials: string;
}

/** A failed call as an error of the bank. Karbor errors, reasons of aborts and others stay as they are. */
export async function swiftFailure(doing: string, error: unknown, { session, container, credentials }: Place): Promise<unknown> {
  if (!isOpenStackError(error)) return error;
  const { code, advice, retryable = error.retryable } = meaningOf(error, credentials);
  const account = await accountOf(error, session);
  const where = `container "${container}"${account === undefined ? '' : ` of account "${account}"`}`;
  return new KarborError(code, `The Swift bank cannot ${doing} in ${where}: ${advice}. ${error.message}`, {
    cause: error,
    retryable,
    details: { container, ...(account !== undefined && { account }) },
  });
}

/** Known only after Swift was reached with a token, which is then at hand. */
async function accountOf(error: OpenStackError, session: Session): Promise<string | undefined> {
  if (error.service !== 'object-store' || error.status === undefined) return undefined;
  const endpoint = await session.endpoint('object-store').catch(() => undefined);
  return endpoint && decodeURIComponent(endpoint.slice(endpoint.lastIndexOf('/') + 1));
}
