/** Text on one line, without what would move a terminal's cursor or hide itself: names come from anybody. */
export function oneLine(text: string): string {
  return printable(text.trim().replace(/\s*[\r\n\u2028\u2029]\s*/gu, ' '));
}

/** Text as it is, but for what would break a line, move a terminal's cursor or hide itself. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
