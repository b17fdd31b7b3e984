import type { BankKind } from '../bank/test-bank.js';
import type { Finding } from './experiment.js';
import { Lane } from './lane.js';
import { allPoints } from './plan-points.js';
import type { Point } from './point.js';
import { runPoints } from './run-points.js';
import type { RunOptions } from './run-points.js';

export interface SweepOptions extends RunOptions {
  readonly bank: BankKind;
  /** How many experiments run at a time, each with a cloud of its own. */
  readonly lanes: number;
  /** Which of all points, in which order. */
  readonly choose: (points: readonly Point[]) => readonly Point[];
}

export interface SweepResult {
  /** All that there are. */
  readonly points: readonly Point[];
  readonly findings: readonly Finding[];
}

/** Makes the experiments of the points that are chosen and that there is time for, in this process. */
export async function runSweep({ bank, lanes, choose, ...options }: SweepOptions): Promise<SweepResult> {
  const first = await Lane.open(bank);
  const open = [first];
  try {
    const points = allPoints(await first.undisturbed());
    while (open.length < lanes) open.push(await Lane.open(bank));
    return { points, findings: await runPoints(choose(points), open, options) };
  } finally {
    await Promise.all(open.map((lane) => lane.close()));
  }
}
