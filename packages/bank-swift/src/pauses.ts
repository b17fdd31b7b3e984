import { setTimeout as delay } from 'node:timers/promises';

/** In milliseconds: the longest of them. */
const longest = 10_000;

/** The milliseconds between the attempts of something, each time twice as many. */
export function growingPauses(count: number, first: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => Math.min(longest, first * 2 ** index));
}

/**
 * Tries what Swift may not be ready for yet, until it gives a result other than `undefined`, and again after each of
 * `pauses`.
 */
export async function persevere<T>(
  attempt: () => Promise<T | undefined>,
  pauses: readonly number[],
  signal: AbortSignal | undefined,
): Promise<T | undefined> {
  for (const pause of pauses) {
    const result = await attempt();
    if (result !== undefined) return result;
    await delay(pause, undefined, signal && { signal }).catch(() => signal?.throwIfAborted());
  }
  return await attempt();
}
