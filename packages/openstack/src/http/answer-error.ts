import { OpenStackError, type OpenStackErrorCode } from '../errors.js';
import type { HttpAnswer, HttpRequest } from './http-request.js';
import { retryAfterSeconds } from './retry-after.js';
import { serviceMessage } from './service-message.js';

/** Swift says 498 to those who ask too often, and 499 when it takes the caller to be gone. */
const retryableStatuses = new Set([408, 425, 429, 498, 499, 500, 502, 503, 504, 507]);

/** The error that an answer other than 2xx means. Reads the answer's body; hides the request's token and `secrets`. */
export async function answerError(
  request: HttpRequest,
  answer: HttpAnswer,
  secrets: readonly string[]
): Promise<OpenStackError> {
  const { status, headers } = answer;
  const body = await answer.body.text().catch(() => '');
  const message = redacted(serviceMessage(body, headers['content-type']), [
    ...secrets,
    request.headers['x-auth-token'] ?? '',
  ]);
  const requestId = requestIdOf(headers);
  const said = message === undefined ? '' : `: ${message}`;
  const named = requestId === undefined ? '' : ` (request ${requestId})`;
  const code = errorCode(status, message ?? '');
  return new OpenStackError(`${describe(request)} was answered ${status}${said}${named}`, {
    code,
    ...whereabouts(request),
    status,
    serviceMessage: message,
    requestId,
    retryAfter: retryAfterSeconds(headers['retry-after'], Date.now()),
    retryable: retryableStatuses.has(status),
    noEffect: status >= 400 && status < 500,
  });
}

/** `GET /servers/x of compute`, for messages. */
export function describe(request: HttpRequest): string {
  return `${request.method} ${pathOnly(request)} of ${request.service}`;
}

export function whereabouts(request: HttpRequest): { service: string; method: string; path: string } {
  return { service: request.service, method: request.method, path: pathOnly(request) };
}

export function requestIdOf(headers: Readonly<Record<string, string>>): string | undefined {
  return headers['x-openstack-request-id'] ?? headers['x-compute-request-id'] ?? headers['x-trans-id'];
}

function pathOnly(request: HttpRequest): string {
  return request.path.split('?', 1)[0] ?? '';
}

function errorCode(status: number, message: string): OpenStackErrorCode {
  if (status >= 500) return 'OPENSTACK_UNAVAILABLE';
  if (status < 400) return 'OPENSTACK_UNEXPECTED_ANSWER';
  if ((status === 403 || status === 409) && /quota|limit exceeded/i.test(message)) return 'OPENSTACK_OVER_LIMIT';
  switch (status) {
    case 401:
      return 'OPENSTACK_AUTHENTICATION_FAILED';
    case 403:
      return 'OPENSTACK_FORBIDDEN';
    case 404:
    case 410:
      return 'OPENSTACK_NOT_FOUND';
    case 406:
      return 'OPENSTACK_MICROVERSION_UNSUPPORTED';
    case 409:
      return 'OPENSTACK_CONFLICT';
    case 412:
      return 'OPENSTACK_PRECONDITION_FAILED';
    case 413:
    case 429:
    case 498:
      return 'OPENSTACK_OVER_LIMIT';
    default:
      return 'OPENSTACK_BAD_REQUEST';
  }
}

function redacted(message: string | undefined, hidden: readonly string[]): string | undefined {
  return hidden.filter((secret) => secret !== '').reduce((text, secret) => text?.replaceAll(secret, '***'), message);
}
