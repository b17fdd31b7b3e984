import { describe, expect, test } from 'vitest';
import { refusalOf } from './refusal.js';
import type { MachineFacts } from './refusal.js';

const good: MachineFacts = {
  platform: 'linux',
  distribution: 'debian',
  release: '12',
  userId: 0,
  mayMount: true,
  hasLoopDevices: true,
  hasKvm: true,
};
const plain = { guests: false };

describe('what a machine must have', () => {
  test('a Debian 12 with root and loop devices is fine', () => {
    expect(refusalOf(good, plain)).toBeUndefined();
    expect(refusalOf({ ...good, hasKvm: false }, plain)).toBeUndefined();
  });
  test.each<[Partial<MachineFacts>, RegExp]>([
    [{ platform: 'darwin' }, /needs Debian 12 on Linux; this is darwin/],
    [{ distribution: 'ubuntu', release: '24.04' }, /this is ubuntu 24\.04\.$/],
    [{ release: '13' }, /this is debian 13\.$/],
    [{ distribution: undefined, release: undefined }, /an unknown Linux\.$/],
    [{ userId: 1000 }, /as root/],
    [{ mayMount: false }, /CAP_SYS_ADMIN/],
    [{ hasLoopDevices: false }, /loop devices/],
  ])('%j is refused', (facts, message) => {
    expect(refusalOf({ ...good, ...facts }, plain)).toMatch(message);
  });
  test('only real guests need KVM', () => {
    expect(refusalOf({ ...good, hasKvm: false }, { guests: true })).toMatch(/KVM/);
  });
});
