/** Milliseconds. */
const settlingTime = 10_000;

/** A signal, and how to stop watching the one that it follows. */
export interface OutlastingSignal {
  readonly signal: AbortSignal;
  end(): void;
}

/**
 * A signal that is aborted for the reason of another one, but some time later. A request that is cut off may still be carried
 * out, after what it makes was looked for in vain; so it gets some time to be answered, `longest()` milliseconds at most.
 */
export function outlast(earlier: AbortSignal, longest: () => number): OutlastingSignal {
  const later = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const begin = (): void => {
    timer = setTimeout(() => later.abort(earlier.reason), Math.min(settlingTime, longest()));
  };
  if (earlier.aborted) begin();
  else earlier.addEventListener('abort', begin, { once: true });
  return {
    signal: later.signal,
    end() {
      earlier.removeEventListener('abort', begin);
      clearTimeout(timer);
    },
  };
}
