import { readFile, writeFile } from 'node:fs/promises';
import { runProcesses } from '../process/run-processes.js';
import { replaceTable, table } from '../report/table.js';
import { implausible, tally } from '../report/tally.js';
import type { Row, Where } from '../report/tally.js';
import { isCut } from '../doors/trouble.js';
import type { Finding } from '../sweep/experiment.js';
import { oneWayEach, spread } from '../sweep/plan-points.js';
import { labelOf } from '../sweep/point.js';
import type { Point } from '../sweep/point.js';
import { runSweep } from '../sweep/run-sweep.js';
import type { SweepResult } from '../sweep/run-sweep.js';
import { readArguments, usage } from './arguments.js';
import type { Arguments } from './arguments.js';

const page = new URL('../../../../docs/reliability.md', import.meta.url);

/** Runs what is asked for. Gives the exit code. */
async function main(given: Arguments): Promise<number> {
  const started = Date.now();
  if (given.points.length === 0 && !given.all) say(`The spread begins at --offset ${given.offset}`);
  const until = given.all ? Infinity : started + given.minutes * 60_000;
  const choose = (points: readonly Point[]) => chosen(points, given);
  const onFinding = (where: Where) => (finding: Finding) => tell(where, finding, given.points.length > 0);
  const processes = (kind: 'file' | 'swift', where: Where) =>
    runProcesses({ kind, choose: (points) => choose(points).filter(({ kind: trouble }) => isCut(trouble)), until, onFinding: onFinding(where) });
  const runs: readonly [string, Where, () => Promise<SweepResult>][] = [
    ['sweep', 'one process', () => runSweep({ bank: given.bank, lanes: given.lanes, choose, until, onFinding: onFinding('one process') })],
    ['file', 'processes, file bank', () => processes('file', 'processes, file bank')],
    ['swift', 'processes, Swift', () => processes('swift', 'processes, Swift')],
  ];
  const wanted = runs.filter(([name]) => given.where.includes(name));
  const rows = (
    await Promise.all(
      wanted.map(async ([, where, run]): Promise<readonly Row[]> => {
        const { points, findings } = await run();
        return tally(where, points, findings);
      }),
    )
  ).flat();
  say(table(rows));
  const sum = (count: (row: Row) => number) => rows.reduce((total, row) => total + count(row), 0);
  const [tried, leaks] = [sum((row) => row.tried), sum((row) => row.leaks)];
  say(`${tried} of ${sum((row) => row.points)} points in ${Math.round((Date.now() - started) / 1000)} s, ${leaks} leaks`);
  if (given.writeDocs) await writeFile(page, replaceTable(await readFile(page, 'utf8'), rows));
  const odd = given.points.length > 0 ? [] : implausible(rows);
  for (const { operation, what } of odd) say(`${operation}, ${what}: too few were hit or resumed to have been kills`);
  return leaks === 0 && tried > 0 && odd.length === 0 ? 0 : 1;
}

/** Those that are to be tried, in their order. */
function chosen(points: readonly Point[], { all, killsFirst, every, offset, points: named, beginnings }: Arguments): readonly Point[] {
  if (named.length > 0) return named;
  const isWanted = (point: Point) => beginnings.length === 0 || beginnings.some((one) => `${labelOf(point)}:`.startsWith(`${one}:`));
  const wanted = (all ? points : oneWayEach(points)).filter(isWanted);
  const order = spread(wanted.filter((_, index) => index % every === 0), offset);
  if (!killsFirst) return order;
  return [...order.filter(({ kind }) => isCut(kind)), ...order.filter(({ kind }) => !isCut(kind))];
}

function tell(where: Where, { point, hit, how, problems }: Finding, isVerbose: boolean): void {
  if (problems.length === 0 && !isVerbose) return;
  say(`${where} ${labelOf(point)} at ${hit ?? 'no call'}: ${how}${problems.map((problem) => `\n  ${problem}`).join('')}`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

try {
  process.exitCode = await main(readArguments(process.argv.slice(2)));
} catch (error) {
  process.exitCode = 2;
  say(error instanceof RangeError || error instanceof TypeError ? `${error.message}\n\n${usage}` : String((error as Error).stack));
}
// What was killed here still waits for answers.
process.exit();
