import type { BankKind } from '../bank/test-bank.js';
import type { Finding } from './experiment.js';
import { LaneThread } from './lane-thread.js';
import { Lane } from './lane.js';
import type { UndisturbedCalls } from './lane.js';
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

/** Makes the experiments of the points that are chosen and that there is time for, in threads of this process. */
export async function runSweep({ bank, lanes, choose, ...options }: SweepOptions): Promise<SweepResult> {
  const points = allPoints(await undisturbed(bank));
  const open = await Promise.all(Array.from({ length: lanes }, () => LaneThread.open(bank)));
  try {
    return { points, findings: await runPoints(choose(points), open, options) };
  } finally {
    await Promise.all(open.map((lane) => lane.close()));
  }
}

async function undisturbed(bank: BankKind): Promise<UndisturbedCalls> {
  const lane = await Lane.open(bank);
  try {
    return await lane.undisturbed();
  } finally {
    await lane.close();
  }
}
