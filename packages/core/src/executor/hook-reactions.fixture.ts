import fc from 'fast-check';
import type { HookAttempt } from './hook-runner.js';

/** What a hook that runs does when it is told to stop. */
export type Reaction = 'obey' | 'obey in its own words' | 'go on' | 'hang';

/** Of tasks, by their number modulo 40. */
export const reactions = fc.array(fc.constantFrom<Reaction>('obey', 'obey in its own words', 'go on', 'hang'), {
  minLength: 40,
  maxLength: 40,
});

/** Waits for `go`, unless the signal comes first. */
export function reacting(reaction: Reaction, { signal }: HookAttempt, go: Promise<unknown>): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      if (reaction === 'obey') reject(signal.reason as Error);
      if (reaction === 'obey in its own words') reject(new Error('could not finish', { cause: signal.reason }));
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
    void go.then(() => {
      if (!signal.aborted || reaction === 'go on') resolve();
    });
  });
}
