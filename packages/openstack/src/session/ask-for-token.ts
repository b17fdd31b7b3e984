import { isOpenStackError, OpenStackError, withCode } from '../errors.js';
import { jsonBody } from '../http/outgoing-body.js';
import { callPersistently } from '../http/persistent-call.js';
import { readAnswer } from './answer.js';
import type { BareCaller } from './bare-caller.js';
import type { ServiceAnswer } from './service-request.js';
import type { Token } from './token.js';
import type { TokenRequest } from './token-request.js';

/** An answer to a request for a token. */
export interface TokenAnswer extends ServiceAnswer<unknown> {
  /** The service's own time, in milliseconds. */
  readonly time: number;
}

/**
 * Sends a request for a token and takes the token out of the answer with `read`, which gives `undefined` for an answer
 * that has none. Errors: `OPENSTACK_AUTHENTICATION_FAILED`, `OPENSTACK_CONNECTION`, `OPENSTACK_UNEXPECTED_ANSWER`, …
 */
export async function askForToken(
  caller: BareCaller,
  url: string,
  { method, headers, json }: TokenRequest,
  read: (answer: TokenAnswer) => Token | undefined,
  secrets: readonly string[]
): Promise<Token> {
  const { origin, pathname } = new URL(url);
  const body = json === undefined ? undefined : jsonBody(json);
  const contentType = body === undefined ? {} : { 'content-type': 'application/json' };
  const request = {
    service: 'identity',
    method,
    origin,
    path: pathname,
    headers: { accept: 'application/json', 'user-agent': caller.userAgent, ...contentType, ...headers },
    body,
    idempotent: true,
    signal: undefined,
  };
  const answer = await callPersistently(
    caller.transport,
    {
      prepare: () => Promise.resolve(request),
      consume: readAnswer,
      accepts: (status) => status >= 200 && status < 300,
      secrets,
    },
    caller.retry
  ).catch((error: unknown) => {
    throw notLetIn(error);
  });
  const token = read({ ...answer, time: Date.parse(answer.headers['date'] ?? '') || Date.now() });
  if (token !== undefined) return token;
  throw new OpenStackError(`${method} ${pathname} of identity (${origin}) gave no token: is it the right auth_url?`, {
    code: 'OPENSTACK_UNEXPECTED_ANSWER',
    service: 'identity',
    method,
    path: pathname,
    status: answer.status,
    requestId: answer.requestId,
    noEffect: true,
    attempts: 1,
  });
}

/**
 * Keystone says 404 to an application credential or a token that is no more. Calls that had to get a token first must
 * not look as if what they ask for were not there.
 */
function notLetIn(error: unknown): unknown {
  return isOpenStackError(error, 'OPENSTACK_NOT_FOUND') ? withCode(error, 'OPENSTACK_AUTHENTICATION_FAILED') : error;
}
