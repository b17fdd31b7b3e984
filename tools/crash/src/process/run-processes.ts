import { operationNames, ways } from '../sweep/point.js';
import type { Point } from '../sweep/point.js';
import { runPoints } from '../sweep/run-points.js';
import type { RunOptions } from '../sweep/run-points.js';
import type { SweepResult } from '../sweep/run-sweep.js';
import type { PlaceKind } from './bank-place.js';
import { ProcessLane } from './process-lane.js';

export interface ProcessSweepOptions extends RunOptions {
  readonly kind: PlaceKind;
  /** Which of all points, in which order. */
  readonly choose: (points: readonly Point[]) => readonly Point[];
}

/** Kills real `karbor` processes at the points that are chosen and that there is time for. */
export async function runProcesses({ kind, choose, ...options }: ProcessSweepOptions): Promise<SweepResult> {
  const lane = await ProcessLane.open(kind);
  try {
    const points: Point[] = [];
    for (const operation of operationNames) {
      const calls = await lane.calls(operation);
      for (let at = 1; at <= calls; at++) {
        for (const kind of ['cut-before', 'cut-after'] as const) for (const way of ways) points.push({ operation, kind, at, way });
      }
    }
    return { points, findings: await runPoints(choose(points), [lane], options) };
  } finally {
    await lane.close();
  }
}
