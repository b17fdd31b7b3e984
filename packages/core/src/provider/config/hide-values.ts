/**
 * Takes values out of a text: what a schema says of a setting may quote it, and it may be a password. Values that are
 * only part of a longer word stay.
 */
export function hideValues(text: string, values: readonly string[]): string {
  const forms = new Set(values.flatMap((value) => [value, JSON.stringify(value).slice(1, -1)]));
  const longestFirst = [...forms].filter((form) => form !== '').sort((a, b) => b.length - a.length);
  if (longestFirst.length === 0) return text;
  return text.replace(new RegExp(longestFirst.map(asWord).join('|'), 'gu'), '…');
}

const wordCharacter = '[\\p{L}\\p{N}_]';

function asWord(value: string): string {
  const before = new RegExp(`^${wordCharacter}`, 'u').test(value) ? `(?<!${wordCharacter})` : '';
  const after = new RegExp(`${wordCharacter}$`, 'u').test(value) ? `(?!${wordCharacter})` : '';
  return before + value.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&') + after;
}
