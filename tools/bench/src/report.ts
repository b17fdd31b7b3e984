import type { Measured } from './measure.js';

/** The executor may take at most so many times what the bare loop takes, at the largest size. */
export const mostOverBareLoop = 3;
/** A hook may cost at the largest size at most so many times what it costs at the smallest. */
export const mostGrowth = 1.5;

const columns: readonly (readonly [title: string, cell: (measured: Measured) => string])[] = [
  ['resources', ({ resources }) => resources.toLocaleString('en')],
  ['hooks', ({ hooks }) => hooks.toLocaleString('en')],
  ['graph µs/resource', ({ graphPerResource }) => graphPerResource.toFixed(2)],
  ['flow µs/resource', ({ flowPerResource }) => flowPerResource.toFixed(2)],
  ['bare loop µs/hook', ({ barePerHook }) => barePerHook.toFixed(2)],
  ['executor µs/hook', ({ executorPerHook }) => executorPerHook.toFixed(2)],
  ['ratio', (measured) => ratio(measured).toFixed(2)],
];

function ratio({ executorPerHook, barePerHook }: Measured): number {
  return executorPerHook / barePerHook;
}

/** A table, one line for each size. */
export function table(all: readonly Measured[]): string {
  const rows = [columns.map(([title]) => title), ...all.map((measured) => columns.map(([, cell]) => cell(measured)))];
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('   ');
  return rows.map(line).join('\n');
}

/** A limit of the executor and how it is kept. */
export interface Verdict {
  readonly kept: boolean;
  readonly text: string;
}

/** Compares the largest size with the bare loop and with the smallest size. */
export function verdicts(all: readonly Measured[]): Verdict[] {
  const [smallest, largest] = [all[0], all.at(-1)];
  if (!smallest || !largest) return [];
  const at = largest.resources.toLocaleString('en');
  const growth = largest.executorPerHook / smallest.executorPerHook;
  return [
    verdict(`At ${at} resources the executor takes`, ratio(largest), mostOverBareLoop, 'what the bare loop takes'),
    verdict(
      `At ${at} resources a hook costs`,
      growth,
      mostGrowth,
      `what it costs at ${smallest.resources.toLocaleString('en')}`,
    ),
  ];
}

function verdict(subject: string, value: number, most: number, than: string): Verdict {
  const kept = value <= most;
  return {
    kept,
    text: `${subject} ${value.toFixed(2)} times ${than}; at most ${most} is asked: ${kept ? 'kept' : 'NOT KEPT'}.`,
  };
}
