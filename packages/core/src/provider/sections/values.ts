/** Booleans as oslo.config takes them, in any case. */
export function parseBoolean(text: string): boolean | undefined {
  const word = text.toLowerCase();
  if (['true', '1', 'yes', 'on'].includes(word)) return true;
  return ['false', '0', 'no', 'off'].includes(word) ? false : undefined;
}

/** A whole number in decimal digits, not below `least`. */
export function parseWhole(text: string, least: number): number | undefined {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : undefined;
  return number !== undefined && number >= least ? number : undefined;
}

/** The longest time that a timer can wait, in seconds. */
export const longestSeconds = 2_147_483;

/** Seconds, perhaps with a fraction, as milliseconds. */
export function parseSeconds(text: string): number | undefined {
  const seconds = /^\d{1,9}(?:\.\d{1,9})?$/.test(text) ? Number(text) : undefined;
  return seconds !== undefined && seconds <= longestSeconds ? Math.round(seconds * 1000) : undefined;
}
