import { places, placeOfRow } from './tally.js';
import type { Row } from './tally.js';

export const tableHead = [
  '| operation | what goes wrong | points | tried | resumed | swept | begun anew | had ended, or went on | not reached | leaks |',
  '|---|---|---|---|---|---|---|---|---|---|',
];

const first = '<!-- crash table: npm run test:crash -- --write-docs -->';
const last = '<!-- end of the crash table -->';

export function table(rows: readonly Row[]): string {
  return drawn(rows.map(cellsOf));
}

/**
 * Puts a table into a page: its rows take the place of those of the same places that are there, but for rows of which
 * nothing was tried. @throws Error for a page without a table
 */
export function replaceTable(page: string, rows: readonly Row[]): string {
  const [start, end] = placeOf(page);
  const all = new Set(rows.map(({ what }) => placeOfRow(what)));
  const old = readTable(page);
  const others = old.filter(([, what = '']) => !all.has(placeOfRow(what)));
  const oldOf = (row: Row) => old.find(([operation, what]) => operation === row.operation && what === row.what);
  const lines = [...rows.map((row) => (row.tried === 0 ? oldOf(row) : undefined) ?? cellsOf(row)), ...others];
  const sorted = places.flatMap((place) => lines.filter(([, what = '']) => placeOfRow(what) === place));
  return `${page.slice(0, start)}\n${drawn(sorted)}\n${page.slice(end)}`;
}

function cellsOf({ operation, what, points, tried, resumed, swept, anew, ended, unreached, leaks }: Row): readonly string[] {
  return [operation, what, ...[points, tried, resumed, swept, anew, ended, unreached, leaks].map(String)];
}

function drawn(lines: readonly (readonly string[])[]): string {
  return [...tableHead, ...lines.map((cells) => `| ${cells.join(' | ')} |`)].join('\n');
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
