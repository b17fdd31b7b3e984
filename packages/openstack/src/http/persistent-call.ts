import { setTimeout as sleep } from 'node:timers/promises';
import { isOpenStackError, withOutcome, type OpenStackError } from '../errors.js';
import { answerError } from './answer-error.js';
import type { HttpAnswer, HttpRequest } from './http-request.js';
import { retryDelay, type RetrySettings } from './retry-delay.js';
import type { Transport } from './transport.js';

/** A request that is sent again as long as that is safe and may help. */
export interface PersistentCall<T> {
  /** Gives the request of the next attempt, authorized. What it fails with ends the call. */
  readonly prepare: () => Promise<HttpRequest>;
  /** Makes the result of a good answer; a connection error in it is an error of the attempt. */
  readonly consume: (answer: HttpAnswer) => Promise<T>;
  readonly accepts: (status: number) => boolean;
  /** Told of the first 401, so that `prepare` can give another authorization; without it a 401 ends the call. */
  readonly onUnauthorized?: ((request: HttpRequest) => void) | undefined;
  /** What must not show in messages, beside the request's token. */
  readonly secrets?: readonly string[] | undefined;
}

export async function callPersistently<T>(
  transport: Transport,
  call: PersistentCall<T>,
  retry: RetrySettings
): Promise<T> {
  let attempts = 0;
  let unauthorized = false;
  let mayHaveTakenEffect = false;
  for (;;) {
    let request: HttpRequest | undefined;
    let error: OpenStackError;
    try {
      request = await call.prepare();
      attempts += 1;
      const answer = await transport.send(request);
      if (call.accepts(answer.status)) return await call.consume(answer);
      error = await answerError(request, answer, call.secrets ?? []);
    } catch (thrown) {
      if (!isOpenStackError(thrown) || thrown === request?.body?.sourceError?.error) throw thrown;
      error = thrown;
    }
    request?.signal?.throwIfAborted();

    mayHaveTakenEffect ||= request !== undefined && !error.noEffect;
    const resendable = request?.body?.resendable ?? true;
    let retryable = error.retryable;
    if (request !== undefined && error.status === 401 && call.onUnauthorized !== undefined && !unauthorized) {
      unauthorized = true;
      call.onUnauthorized(request);
      if (resendable) continue;
      retryable = true;
    }
    const repeatable = request !== undefined && retryable && resendable && (request.idempotent || error.noEffect);
    const delay = repeatable ? retryDelay(error, attempts, retry) : undefined;
    if (delay === undefined) {
      throw withOutcome(error, { attempts, noEffect: !mayHaveTakenEffect, retryable });
    }
    await pause(delay, request?.signal);
  }
}

async function pause(delay: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(delay, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
