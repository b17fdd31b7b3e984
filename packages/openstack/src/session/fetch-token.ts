import type { CloudConfig } from '../configuration/cloud-config.js';
import { secretsOf } from '../configuration/hide-secrets.js';
import { OpenStackError } from '../errors.js';
import { jsonBody } from '../http/outgoing-body.js';
import { callPersistently } from '../http/persistent-call.js';
import type { RetrySettings } from '../http/retry-delay.js';
import type { Transport } from '../http/transport.js';
import { readAnswer } from './answer.js';
import { versionedUrl } from './service-catalog.js';
import type { Token } from './token.js';
import { tokenFromAnswer } from './token-answer.js';
import { tokenRequest } from './token-request.js';

/** What is needed to call without a session's token. */
export interface BareCaller {
  readonly transport: Transport;
  readonly retry: RetrySettings;
  readonly userAgent: string;
}

/** Gets a token from Keystone. Errors: `OPENSTACK_AUTHENTICATION_FAILED`, `OPENSTACK_CONNECTION`, … */
export async function fetchToken(caller: BareCaller, cloud: CloudConfig): Promise<Token> {
  const { method, headers, json } = tokenRequest(cloud);
  const { origin, pathname } = new URL(`${versionedUrl(cloud.authUrl, 'identity')}/auth/tokens`);
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
      accepts: (status) => status === 200 || status === 201,
      secrets: secretsOf(cloud.auth),
    },
    caller.retry
  );
  const now = Date.parse(answer.headers['date'] ?? '') || Date.now();
  const token = tokenFromAnswer(answer.headers['x-subject-token'], answer.body, now);
  if (token !== undefined) return token;
  throw new OpenStackError(
    `${method} ${pathname} of identity (${origin}) gave no token: is it a Keystone's auth_url?`,
    {
      code: 'OPENSTACK_UNEXPECTED_ANSWER',
      service: 'identity',
      method,
      path: pathname,
      status: answer.status,
      requestId: answer.requestId,
      noEffect: true,
      attempts: 1,
    }
  );
}
