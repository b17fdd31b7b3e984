import type { Finding } from './experiment.js';
import type { Point } from './point.js';

/** Where experiments are made one after the other. */
export interface Laboratory {
  try(point: Point): Promise<Finding>;
}

export interface RunOptions {
  /** In milliseconds of `Date.now`: no experiment begins later. */
  readonly until: number;
  readonly onFinding: (finding: Finding) => void;
}

/** Makes experiments in several laboratories at once, in the order of the points. */
export async function runPoints(
  points: readonly Point[],
  laboratories: readonly Laboratory[],
  { until, onFinding }: RunOptions,
): Promise<readonly Finding[]> {
  const left = [...points];
  const findings: Finding[] = [];
  const work = async (laboratory: Laboratory) => {
    for (let point = left.shift(); point && Date.now() < until; point = left.shift()) {
      const finding = await laboratory.try(point);
      findings.push(finding);
      onFinding(finding);
    }
  };
  await Promise.all(laboratories.map(work));
  return findings;
}
