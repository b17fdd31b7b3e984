import type { Row } from './tally.js';

export const tableHead = [
  '| operation | what goes wrong | points | tried | resumed | swept | begun anew | had ended, or went on | not reached | leaks |',
  '|---|---|---|---|---|---|---|---|---|---|',
];

const first = '<!-- crash table: npm run test:crash -- --kills-first --write-docs -->';
const last = '<!-- end of the crash table -->';

export function table(rows: readonly Row[]): string {
  const lines = rows.map(({ operation, what, points, tried, resumed, swept, anew, ended, unreached, leaks }) =>
    ['', operation, what, points, tried, resumed, swept, anew, ended, unreached, leaks, ''].join(' | ').trim(),
  );
  return [...tableHead, ...lines].join('\n');
}

/** Puts a table into a page in place of the one that is there. @throws Error for a page without a place for it */
export function replaceTable(page: string, rows: readonly Row[]): string {
  const [start, end] = placeOf(page);
  return `${page.slice(0, start)}\n${table(rows)}\n${page.slice(end)}`;
}

/** The lines of the table in a page, each with its cells. */
export function readTable(page: string): readonly (readonly string[])[] {
  const [start, end] = placeOf(page);
  const [head, rule, ...lines] = page.slice(start, end).trim().split('\n');
  if (head !== tableHead[0] || rule !== tableHead[1]) throw new Error('The table has another head.');
  return lines.map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
}

function placeOf(page: string): readonly [number, number] {
  const [start, end] = [page.indexOf(first), page.indexOf(last)];
  if (start < 0 || end < start) throw new Error(`The page has no place between "${first}" and "${last}".`);
  return [start + first.length, end];
}
