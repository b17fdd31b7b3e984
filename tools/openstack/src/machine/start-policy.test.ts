import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { withoutServiceStarts } from './start-policy.js';

let folder: string;
let policy: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'karbor-policy-'));
  policy = join(folder, 'policy-rc.d');
});
afterEach(() => rmSync(folder, { recursive: true }));

const inForce = async () => readFileSync(policy, 'utf8');

describe('the policy that forbids service starts', () => {
  test('is in force during the work only', async () => {
    const seen = await withoutServiceStarts(inForce, policy);
    expect(seen).toContain('exit 101');
    expect(readdirSync(folder)).toEqual([]);
  });

  test("gives way to the machine's own, also when the work fails", async () => {
    writeFileSync(policy, '#!/bin/sh\nexit 104\n', { mode: 0o755 });
    const work = withoutServiceStarts(async () => {
      expect(await inForce()).toContain('exit 101');
      throw new Error('no network');
    }, policy);
    await expect(work).rejects.toThrow('no network');
    expect(await inForce()).toContain('exit 104');
    expect(statSync(policy).mode & 0o777).toBe(0o755);
    expect(readdirSync(folder)).toEqual(['policy-rc.d']);
  });

  test.each([true, false])('is taken away after a run that was killed (the machine has its own: %s)', async (hasOwn) => {
    if (hasOwn) writeFileSync(policy, '#!/bin/sh\nexit 104\n');
    void withoutServiceStarts(() => new Promise(() => undefined), policy);
    await withoutServiceStarts(inForce, policy);
    expect(existsSync(policy)).toBe(hasOwn);
    if (hasOwn) expect(await inForce()).toContain('exit 104');
  });
});
