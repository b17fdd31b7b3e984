import { uptime } from 'node:os';
import { expect, test } from 'vitest';
import { monotonicClock } from './monotonic-clock.js';

test('never goes back', () => {
  const times = Array.from({ length: 10_000 }, () => monotonicClock());
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

test.runIf(process.platform === 'linux')('counts from the start of the machine, as every process of it does', () => {
  const before = uptime() * 1000;
  expect(monotonicClock()).toBeGreaterThanOrEqual(before - 100);
  expect(monotonicClock()).toBeLessThanOrEqual(uptime() * 1000 + 100);
});
