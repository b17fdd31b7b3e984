import { describe, expect, it } from 'vitest';
import { median } from './median.js';
import { table, verdicts } from './report.js';

const measured = (resources: number, barePerHook: number, executorPerHook: number) => ({
  ...{ resources, hooks: resources * 4, graphPerResource: 5, flowPerResource: 1.234, barePerHook, executorPerHook },
});

describe('the report', () => {
  it('is a table', () => {
    expect(table([measured(1000, 0.1, 0.5), measured(100_000, 0.4, 0.6)]).split('\n')).toEqual([
      'resources     hooks   graph µs/resource   flow µs/resource   bare loop µs/hook   executor µs/hook   ratio',
      '    1,000     4,000                5.00               1.23                0.10               0.50    5.00',
      '  100,000   400,000                5.00               1.23                0.40               0.60    1.50',
    ]);
  });

  it('holds the largest size against the bare loop and the smallest size', () => {
    const kept = (smallest: number, bare: number, largest: number) =>
      verdicts([measured(1000, 0.1, smallest), measured(100_000, bare, largest)]).map((verdict) => verdict.kept);
    expect(kept(0.5, 0.25, 0.75)).toEqual([true, true]);
    expect(kept(0.5, 0.2, 0.75)).toEqual([false, true]);
    expect(kept(0.4, 0.25, 0.75)).toEqual([true, false]);
  });

  it('takes medians', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
  });
});
