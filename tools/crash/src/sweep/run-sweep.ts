import type { BankKind } from '../bank/test-bank.js';
import type { Finding } from './experiment.js';
import { Lane } from './lane.js';
import { allPoints, spread } from './plan-points.js';
import type { Point } from './point.js';

export interface SweepOptions {
  readonly bank: BankKind;
  /** How many experiments run at a time, each with a cloud of its own. */
  readonly lanes: number;
  /** Which of all points. Default: all. */
  readonly choose?: (points: readonly Point[]) => readonly Point[];
  /** In milliseconds of `Date.now`: no experiment begins later. */
  readonly until?: number;
  readonly onFinding?: (finding: Finding) => void;
}

export interface SweepResult {
  /** How many points there are. */
  readonly all: number;
  readonly findings: readonly Finding[];
}

/** Makes the experiments of all points, or of those that are chosen and that there is time for. */
export async function runSweep({ bank, lanes, choose, until = Infinity, onFinding }: SweepOptions): Promise<SweepResult> {
  const first = await Lane.open(bank);
  const open = [first];
  try {
    const points = allPoints(await first.undisturbed());
    const left = [...spread(choose ? choose(points) : points)];
    const findings: Finding[] = [];
    const work = async (lane: Lane) => {
      for (let point = left.shift(); point && Date.now() < until; point = left.shift()) {
        const finding = await lane.try(point);
        findings.push(finding);
        onFinding?.(finding);
      }
    };
    while (open.length < lanes) open.push(await Lane.open(bank));
    await Promise.all(open.map(work));
    return { all: points.length, findings };
  } finally {
    await Promise.all(open.map((lane) => lane.close()));
  }
}
