import { uptime } from 'node:os';
import { expect, test } from 'vitest';
import { clockOf, monotonicClock } from './monotonic-clock.js';

test('never goes back', () => {
  const times = Array.from({ length: 10_000 }, () => monotonicClock());
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

test.runIf(process.platform === 'linux')('counts from the start of the machine, as every process of it does', () => {
  const before = uptime() * 1000;
  expect(monotonicClock()).toBeGreaterThanOrEqual(before - 100);
  expect(monotonicClock()).toBeLessThanOrEqual(uptime() * 1000 + 100);
});

test('has gone on at once when the machine was suspended', () => {
  const machine = { awake: 5000, suspended: 0 };
  const all = () => machine.awake + machine.suspended;
  const clock = clockOf({ timer: () => machine.awake, timeOfDay: () => 1e12 + all(), uptime: all });
  expect(clock()).toBe(5000);
  machine.suspended = 600_000;
  machine.awake += 1;
  expect(clock()).toBe(605_001);
});

test('heeds no change of the time of day', () => {
  let timeOfDay = 1e12;
  const clock = clockOf({ timer: () => 5000, timeOfDay: () => timeOfDay, uptime: () => 7000 });
  expect(clock()).toBe(7000);
  timeOfDay += 3_600_000;
  expect(clock()).toBe(7000);
  timeOfDay -= 7_200_000;
  expect(clock()).toBe(7000);
});
