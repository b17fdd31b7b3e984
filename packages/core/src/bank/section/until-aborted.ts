/** What `promise` gives, or the signal's reason as soon as it is aborted. */
export function untilAborted<Result>(signal: AbortSignal, promise: PromiseLike<Result> | Result): Promise<Result> {
  return new Promise<Result>((resolve, reject) => {
    const onAbort = () => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    void Promise.resolve(promise)
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', onAbort));
  });
}
