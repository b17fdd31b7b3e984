import { KarborError } from '@karbor/plugin-sdk';

/**
 * What `work` gives, unless `signal` is aborted first: for work that may not listen to it.
 * @throws KarborError `KARBOR_CANCELLED` with the signal's reason as its cause
 */
export async function untilAborted<Result>(
  signal: AbortSignal,
  what: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const cancelled = (): KarborError =>
    new KarborError('KARBOR_CANCELLED', `${what} was cancelled.`, { cause: signal.reason });
  if (signal.aborted) throw cancelled();
  let abort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(cancelled());
    signal.addEventListener('abort', abort);
  });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
