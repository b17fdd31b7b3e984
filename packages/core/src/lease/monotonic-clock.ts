import { uptime } from 'node:os';

/** Gives milliseconds that pass evenly and never go back; from where they count is left open. */
export type MonotonicClock = () => number;

/** In milliseconds: `uptime` reads a file, and would be slow to ask each time. */
const measureEvery = 100;
/** In milliseconds: when the time of day has gone so much more than the timer, the machine may have been suspended. */
const suspicious = 20;

/** The clocks that a machine has, in milliseconds. */
export interface MachineClocks {
  /** Stands still while the machine is suspended. */
  readonly timer: () => number;
  /** Goes on then, and may be set by anybody. */
  readonly timeOfDay: () => number;
  /** Goes on then, too. Slow to ask. */
  readonly uptime: () => number;
}

/** A clock that is `timer`, and ahead of it by the time for which the machine was suspended. */
export function clockOf({ timer, timeOfDay, uptime }: MachineClocks): MonotonicClock {
  let ahead = 0;
  let measured: { readonly at: number; readonly offset: number } | undefined;
  return () => {
    const now = timer();
    const offset = timeOfDay() - now;
    if (!measured || now - measured.at >= measureEvery || Math.abs(offset - measured.offset) >= suspicious) {
      measured = { at: now, offset };
      ahead = Math.max(ahead, uptime() - now);
    }
    return now + ahead;
  };
}

/**
 * The time since the machine was started. On Linux it goes on while the machine is suspended, as `performance.now` does
 * not, and is the same for all processes of the machine.
 */
export const monotonicClock: MonotonicClock =
  process.platform === 'linux'
    ? clockOf({ timer: () => performance.now(), timeOfDay: () => Date.now(), uptime: () => uptime() * 1000 })
    : () => performance.now();
