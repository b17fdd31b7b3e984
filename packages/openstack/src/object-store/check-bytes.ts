import { createHash } from 'node:crypto';
import { OpenStackError } from '../errors.js';
import type { ServiceAnswer } from '../session/service-request.js';
import { unquoted } from './head.js';

/**
 * Holds an object's bytes to their length and ETag. A large object's ETag is no MD5 of its bytes.
 * Errors: `OPENSTACK_UNEXPECTED_ANSWER`, with `retryable`.
 */
export function checkBytes({ status, headers, requestId, body }: ServiceAnswer<Uint8Array>): void {
  const isLarge = 'x-static-large-object' in headers || 'x-object-manifest' in headers;
  const etag = isLarge ? undefined : unquoted(headers['etag']);
  const problem = lengthProblem(body, headers['content-length']) ?? etagProblem(body, etag);
  if (problem === undefined) return;
  throw new OpenStackError(`An object came other than it was stored: ${problem}.`, {
    code: 'OPENSTACK_UNEXPECTED_ANSWER',
    service: 'object-store',
    status,
    requestId,
    retryable: true,
    noEffect: true,
  });
}

function lengthProblem({ length }: Uint8Array, told: string | undefined): string | undefined {
  return told === undefined || Number(told) === length ? undefined : `${length} bytes instead of ${told}`;
}

function etagProblem(bytes: Uint8Array, etag: string | undefined): string | undefined {
  if (etag === undefined) return undefined;
  const md5 = createHash('md5').update(bytes).digest('hex');
  return md5 === etag.toLowerCase() ? undefined : `its MD5 is ${md5} instead of ${etag}`;
}
