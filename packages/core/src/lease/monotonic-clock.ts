import { uptime } from 'node:os';

/** Gives milliseconds that pass evenly and never go back; from where they count is left open. */
export type MonotonicClock = () => number;

/** In milliseconds: `uptime` reads a file, and would be slow to ask each time. */
const measureEvery = 100;

let ahead = 0;
let measuredAt = -Infinity;

/**
 * The time since the machine was started. On Linux it goes on while the machine is suspended, as `performance.now` does
 * not, and is the same for all processes of the machine.
 */
export const monotonicClock: MonotonicClock = () => {
  const now = performance.now();
  if (process.platform === 'linux' && now - measuredAt >= measureEvery) {
    measuredAt = now;
    ahead = Math.max(ahead, uptime() * 1000 - now);
  }
  return now + ahead;
};
