import { printable } from './printable.js';

/** Rows under a heading, in columns as wide as they need to be. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map(printable));
  const widths = heading.map((title, column) =>
    cells.reduce((widest, row) => Math.max(widest, width(row[column] ?? '')), width(title)),
  );
  return [heading, widths.map((wide) => '─'.repeat(wide)), ...cells].map((row) => tableRow(row, widths)).join('');
}

/** One row in columns of these widths, as a line. */
export function tableRow(cells: readonly string[], widths: readonly number[]): string {
  const padded = cells.map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - width(cell))));
  return `${padded.join('  ').trimEnd()}\n`;
}

/** Names and values, one a line. */
export function fields(pairs: readonly (readonly [name: string, value: string])[]): string {
  const widths = [Math.max(...pairs.map(([name]) => width(name)))];
  return pairs.map(([name, value]) => tableRow([printable(name), printable(value)], widths)).join('');
}

function width(text: string): number {
  return Array.from(text).length;
}
