import { describe, expect, it } from 'vitest';
import { retryAfterSeconds } from './retry-after.js';
import { retryDelay, retrySettings } from './retry-delay.js';

describe('retryAfterSeconds', () => {
  const now = Date.parse('2026-11-22T10:00:00Z');
  it.each([
    ['120', 120],
    ['0', 0],
    ['Sun, 22 Nov 2026 10:01:30 GMT', 90],
    ['Sun, 22 Nov 2026 09:00:00 GMT', 0],
    ['soon', undefined],
    [undefined, undefined],
  ])('reads %s', (header, seconds) => {
    expect(retryAfterSeconds(header, now)).toBe(seconds);
  });
});

describe('retryDelay', () => {
  const settings = retrySettings({ attempts: 5, minDelay: 100, maxDelay: 300, maxRetryAfter: 10_000 });
  const delays = (random: number, retryAfter?: number) =>
    [1, 2, 3, 4, 5].map((attempts) => retryDelay({ retryAfter }, attempts, settings, () => random));

  it('doubles up to its limit, takes up to half off, and ends', () => {
    expect(delays(0)).toEqual([100, 200, 300, 300, undefined]);
    expect(delays(1)).toEqual([50, 100, 150, 150, undefined]);
  });

  it('is never shorter than Retry-After, and gives up when that is too long', () => {
    expect(delays(0, 5)).toEqual([5000, 5000, 5000, 5000, undefined]);
    expect(delays(0, 11)[0]).toBeUndefined();
  });
});
