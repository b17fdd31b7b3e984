import { bytes, duration } from '../output/units.js';
import type { Tally } from './tally.js';

/** What an operation came to, in numbers. */
export function summary({ done, bytes: amount, milliseconds }: Tally): string {
  const rate = amount > 0 && milliseconds > 0 ? ` (${bytes(Math.round((amount / milliseconds) * 1000))}/s)` : '';
  return `${done} hooks, ${bytes(amount)} in ${duration(milliseconds)}${rate}`;
}
