/**
 * What went wrong, as a stable word.
 *
 * Configuration: `OPENSTACK_CLOUD_NOT_FOUND` (no such cloud in `clouds.yaml`), `OPENSTACK_CONFIG_INVALID` (a value is
 * missing or wrong, a file cannot be read). Session: `OPENSTACK_NO_SESSION` (not a session),
 * `OPENSTACK_SESSION_CLOSED`, `OPENSTACK_NO_PROJECT` (the token has no project), `OPENSTACK_NO_ENDPOINT` (the catalog
 * lacks the service). Input: `OPENSTACK_INVALID_ARGUMENT` (refused before anything was sent).
 *
 * Answers: `OPENSTACK_BAD_REQUEST` (400, 422 and other 4xx), `OPENSTACK_AUTHENTICATION_FAILED` (401, and 404 to a
 * request for a token), `OPENSTACK_FORBIDDEN` (403), `OPENSTACK_NOT_FOUND` (404, 410), `OPENSTACK_CONFLICT` (409),
 * `OPENSTACK_PRECONDITION_FAILED` (412), `OPENSTACK_OVER_LIMIT` (413, 429, 498, and 403 or 409 that speak of a quota),
 * `OPENSTACK_MICROVERSION_UNSUPPORTED` (406), `OPENSTACK_UNAVAILABLE` (5xx), `OPENSTACK_UNEXPECTED_ANSWER` (an answer
 * that is not what the API promises).
 *
 * Connection: `OPENSTACK_CONNECTION` (refused, reset, timed out, or the body broke off).
 */
export type OpenStackErrorCode =
  | 'OPENSTACK_CLOUD_NOT_FOUND'
  | 'OPENSTACK_CONFIG_INVALID'
  | 'OPENSTACK_NO_SESSION'
  | 'OPENSTACK_SESSION_CLOSED'
  | 'OPENSTACK_NO_PROJECT'
  | 'OPENSTACK_NO_ENDPOINT'
  | 'OPENSTACK_INVALID_ARGUMENT'
  | 'OPENSTACK_BAD_REQUEST'
  | 'OPENSTACK_AUTHENTICATION_FAILED'
  | 'OPENSTACK_FORBIDDEN'
  | 'OPENSTACK_NOT_FOUND'
  | 'OPENSTACK_CONFLICT'
  | 'OPENSTACK_PRECONDITION_FAILED'
  | 'OPENSTACK_OVER_LIMIT'
  | 'OPENSTACK_MICROVERSION_UNSUPPORTED'
  | 'OPENSTACK_UNAVAILABLE'
  | 'OPENSTACK_UNEXPECTED_ANSWER'
  | 'OPENSTACK_CONNECTION';

/** What an {@link OpenStackError} tells beside its message. */
export interface OpenStackErrorDetails {
  readonly code: OpenStackErrorCode;
  /** The service that was called, for example `compute`. */
  readonly service?: string | undefined;
  /** The HTTP method. */
  readonly method?: string | undefined;
  /** The path that was called, without host and query. */
  readonly path?: string | undefined;
  /** The HTTP status, when there was an answer. */
  readonly status?: number | undefined;
  /** What the service itself said, in one line. */
  readonly serviceMessage?: string | undefined;
  /** The service's id of the request (`X-Openstack-Request-Id`), for its operator's logs. */
  readonly requestId?: string | undefined;
  /** The seconds after which the service asked to be called again (`Retry-After`). */
  readonly retryAfter?: number | undefined;
  readonly retryable?: boolean | undefined;
  readonly noEffect?: boolean | undefined;
  readonly attempts?: number | undefined;
  readonly cause?: unknown;
}

/**
 * The one error of this package. Tell errors by `code` (see {@link isOpenStackError}), never by class: several
 * copies of this package may be installed. No field ever holds a token or a password.
 */
export class OpenStackError extends Error {
  override readonly name = 'OpenStackError';
  readonly code: OpenStackErrorCode;
  readonly service: string | undefined;
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly status: number | undefined;
  readonly serviceMessage: string | undefined;
  readonly requestId: string | undefined;
  readonly retryAfter: number | undefined;
  /**
   * True when the same call may well succeed later: connection errors, 408, 425, 429, 498, 499, 5xx other than 501 and 505, and a
   * 401 to a stream that could not be sent again with the new token.
   */
  readonly retryable: boolean;
  /**
   * True only when the call certainly changed nothing in the cloud: in every attempt the service refused it (4xx) or
   * it was never sent. False when it may have taken effect: a lost answer, a 5xx, or a refusal after an attempt whose
   * answer was lost.
   */
  readonly noEffect: boolean;
  /** How many times the call was sent or tried to be sent. */
  readonly attempts: number;

  constructor(message: string, details: OpenStackErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = details.code;
    this.service = details.service;
    this.method = details.method;
    this.path = details.path;
    this.status = details.status;
    this.serviceMessage = details.serviceMessage;
    this.requestId = details.requestId;
    this.retryAfter = details.retryAfter;
    this.retryable = details.retryable ?? false;
    this.noEffect = details.noEffect ?? false;
    this.attempts = details.attempts ?? 0;
  }
}

/** The same error, with what is known about all attempts of its call. */
export function withOutcome(
  error: OpenStackError,
  outcome: { readonly attempts: number; readonly noEffect: boolean; readonly retryable: boolean }
): OpenStackError {
  const { code, service, method, path, status, serviceMessage, requestId, retryAfter, cause } = error;
  const tried = outcome.attempts > 1 ? ` (after ${outcome.attempts} attempts)` : '';
  const details = { code, service, method, path, status, serviceMessage, requestId, retryAfter, cause, ...outcome };
  return new OpenStackError(`${error.message}${tried}`, details);
}

/** The same error under another code. */
export function withCode(error: OpenStackError, code: OpenStackErrorCode): OpenStackError {
  const { service, method, path, status, serviceMessage, requestId, retryAfter, cause } = error;
  const { retryable, noEffect, attempts } = error;
  const details = { service, method, path, status, serviceMessage, requestId, retryAfter, cause };
  return new OpenStackError(error.message, { code, ...details, retryable, noEffect, attempts });
}

/**
 * Tells whether `error` is an {@link OpenStackError}, of any copy of this package, and has one of `codes` (if any is
 * given).
 */
export function isOpenStackError(error: unknown, ...codes: readonly OpenStackErrorCode[]): error is OpenStackError {
  if (!(error instanceof Error) || error.name !== 'OpenStackError' || !('code' in error)) return false;
  return codes.length === 0 || codes.some((code) => code === error.code);
}

/** Awaits a call; `undefined` when what it names is not there (`OPENSTACK_NOT_FOUND`). */
export async function orAbsent<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isOpenStackError(error, 'OPENSTACK_NOT_FOUND')) return undefined;
    throw error;
  }
}
