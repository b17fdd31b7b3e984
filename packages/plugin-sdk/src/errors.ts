/** A stable word for what went wrong. Each has a heading in docs/errors.md. */
export type KarborErrorCode = `KARBOR_${string}`;

/** What an error is made with besides its code and message. */
export interface KarborErrorOptions {
  /** What led to it; kept as `cause`. */
  readonly cause?: unknown;
  /** Whether the same call may go well later. Only such errors are retried. Default false. */
  readonly retryable?: boolean;
  /** What the error is about, as plain data: `file`, `section`, `key`, `resource`, `hook`, … Never a secret. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/**
 * The one error class. Tell errors apart by `code`, never by class: two copies of this package may be installed.
 * The message names the thing at fault and what to do.
 */
export class KarborError extends Error {
  readonly code: KarborErrorCode;
  readonly retryable: boolean;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: KarborErrorCode, message: string, options: KarborErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = 'KarborError';
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.details = options.details ?? {};
  }
}

/** Whether `error` is a Karbor error, from whichever copy of this package; with `code`, whether it is that one. */
export function isKarborError(error: unknown, code?: KarborErrorCode): error is KarborError {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return false;
  return code === undefined ? error.code.startsWith('KARBOR_') : error.code === code;
}

/** Whether the author of `error` said that the same call may go well later. */
export function isRetryable(error: unknown): error is Error & { readonly retryable: true } {
  return error instanceof Error && 'retryable' in error && error.retryable === true;
}

/**
 * What `make` of an effect throws when it is certain that nothing was made (the service refused the request):
 * the intent is then void. Any other failure leaves the intent to be looked for again.
 */
export function notMade(cause: unknown): KarborError {
  return new KarborError('KARBOR_NOT_MADE', cause instanceof Error ? cause.message : String(cause), {
    cause,
    retryable: isRetryable(cause),
  });
}

/**
 * Awaits a call that makes something, within `make` of an effect. An error whose author says that the call certainly had
 * no effect (`noEffect: true`, as `@karbor/openstack` does) is told on as `notMade`; any other as it is.
 */
export async function orNotMade<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw error instanceof Error && 'noEffect' in error && error.noEffect === true ? notMade(error) : error;
  }
}
