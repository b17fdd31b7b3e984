import type { WaitOptions } from '@karbor/core';
import type { Invocation } from '../invocation.js';
import { duration } from '../output/units.js';

/** Milliseconds after which it is said again. */
const sayAgainAfter = 60_000;

/** Says who is waited for, and how long it takes until it is certain that nobody works on an operation any more. */
export function whileWaiting({ messages, signal }: Invocation): WaitOptions {
  let saidAt = Infinity;
  return {
    signal,
    onHeld: ({ message }) => messages.line(`… waiting: ${message}`),
    onWaiting: (remainingMs) => {
      if (saidAt - remainingMs < sayAgainAfter) return;
      saidAt = remainingMs;
      messages.line(`Waiting for at most ${duration(remainingMs)}, until it is certain that nobody works on it any more …`);
    },
  };
}
