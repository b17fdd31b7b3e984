import { isOpenStackError, OpenStackError } from '../errors.js';
import { describe, whereabouts } from './answer-error.js';
import type { HttpRequest } from './http-request.js';

/** Nothing had been sent when one of these came, unless it came from a connection that stood already. */
const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const certificateProblem = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/;

/** The error that a request without a (whole) answer ends with. */
export function connectionError(request: HttpRequest, cause: unknown): OpenStackError {
  if (isOpenStackError(cause)) return cause;
  const code = codeOf(cause);
  const where = whereabouts(request);
  const call = `${describe(request)} (${request.origin})`;
  if (code === 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH') {
    return new OpenStackError(`${call} was given a body of another length than its size says.`, {
      ...where,
      code: 'OPENSTACK_INVALID_ARGUMENT',
      cause,
    });
  }
  if (certificateProblem.test(code)) {
    return new OpenStackError(`${call} was not sent: the server's certificate is not trusted (${code}); see cacert.`, {
      ...where,
      code: 'OPENSTACK_CONNECTION',
      noEffect: true,
      cause,
    });
  }
  const unsent = neverSent.has(code) && !cameFromConnection(cause);
  const problem = unsent ? 'could not be sent' : 'got no whole answer';
  return new OpenStackError(`${call} ${problem}: ${reasonOf(cause, code)}`, {
    ...where,
    code: 'OPENSTACK_CONNECTION',
    retryable: true,
    noEffect: unsent,
    cause,
  });
}

function cameFromConnection(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && (error.syscall === 'read' || error.syscall === 'write');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function reasonOf(error: unknown, code: string): string {
  const message = error instanceof Error ? error.message : String(error);
  return message === '' ? code : message;
}
