import { setTimeout as delay } from 'node:timers/promises';

export interface Wait {
  /** Milliseconds. */
  readonly timeout: number;
  /** Ends the wait with an error of its own. */
  readonly check: () => void;
  readonly signal: AbortSignal | undefined;
}

/** Gives whether the condition came true in time. One that throws is not true yet. */
export async function waitUntil(condition: () => Promise<boolean>, { timeout, check, signal }: Wait): Promise<boolean> {
  const end = Date.now() + timeout;
  for (let pause = 100; ; pause = Math.min(pause * 1.3, 1000)) {
    signal?.throwIfAborted();
    if (await condition().catch(() => false)) return true;
    check();
    if (Date.now() > end) return false;
    await delay(pause, undefined, signal && { signal });
  }
}
