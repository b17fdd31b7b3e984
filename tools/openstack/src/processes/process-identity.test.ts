import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { identify, isAlive, isGroupAlive, parseStat } from './process-identity.js';

test('the start time is read past a name with spaces and brackets', () => {
  const stat = `4242 (a (strange) name) S 1 4240 4242 0 -1 4194560 100 0 0 0 1 2 0 0 20 0 1 0 987654 1000 10 18446744073709551615`;
  expect(parseStat(stat)).toEqual({ state: 'S', group: 4240, startTime: '987654' });
});

describe.skipIf(process.platform !== 'linux')('a process', () => {
  test('is known as long as it runs', async () => {
    const child = spawn('sleep', ['60'], { detached: true });
    const identity = identify(child.pid!)!;
    expect(isAlive(identity)).toBe(true);
    expect(isGroupAlive(identity)).toBe(true);
    child.kill();
    await once(child, 'exit');
    expect(isAlive(identity)).toBe(false);
    expect(isGroupAlive(identity)).toBe(false);
  });

  test('is not another one with its number', () => {
    const self = identify(process.pid)!;
    expect(isAlive({ ...self, startTime: '1' })).toBe(false);
    expect(isGroupAlive({ ...self, startTime: '1' })).toBe(false);
    expect(isAlive({ ...self, bootId: 'an earlier one' })).toBe(false);
    expect(isGroupAlive({ ...self, bootId: 'an earlier one' })).toBe(false);
  });
});
