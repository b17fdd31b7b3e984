import { execFileSync } from 'node:child_process';
import { chmod, mkdir } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fileBankIn } from '../bank/test-bank.js';
import { strayObjects } from '../world/bank-state.js';
import { cloudState, differences } from '../world/cloud-state.js';
import { openScene } from './process-scene.fixture.js';
import type { ProcessScene } from './process-scene.fixture.js';

let scene: ProcessScene;
const isRoot = process.getuid?.() === 0;
/** Of `nobody`, on most systems. */
const nobody = 65_534;

beforeAll(async () => {
  scene = await openScene();
  await mkdir(scene.bankFolder, 0o700);
});
afterAll(() => scene.end());

test('a bank folder without permission is named, and nothing is done', async () => {
  const { small, start, protect, bankFolder } = scene;
  const before = await cloudState(small);
  if (!isRoot) await chmod(bankFolder, 0);
  const { code, out, err } = await start(protect, isRoot ? { user: nobody } : {}).ended;
  await chmod(bankFolder, 0o700);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(bankFolder);
  expect(err).toMatch(/EACCES|permission/);
  expect(differences(before, await cloudState(small))).toEqual([]);
});

test('a full disk fails the operation by name and leaves nothing; with more room it goes on', async (context) => {
  const { small, start, protect, bankFolder } = scene;
  const before = await cloudState(small);
  const mount = (...options: readonly string[]) => execFileSync('mount', ['-t', 'tmpfs', '-o', options.join(), 'karbor-crash', bankFolder], { stdio: 'pipe' });
  try {
    mount('size=128k');
  } catch (error) {
    context.skip(`no small file system can be mounted here: ${error instanceof Error ? error.message.split('\n', 1)[0] : ''}`);
  }
  try {
    const { code, err } = await start(protect).ended;
    expect(code).toBe(1);
    expect(err).toMatch(/KARBOR_BANK_FULL/);
    expect(differences(before, await cloudState(small))).toEqual([]);
    mount('remount', 'size=64m');
    const [failed] = JSON.parse((await start(['checkpoint', 'list', '--json']).ended).out) as readonly { readonly id: string }[];
    const resumed = await start(['checkpoint', 'resume', failed!.id]).ended;
    expect(resumed).toMatchObject({ code: 0 });
    expect(await start(['checkpoint', 'verify', failed!.id]).ended).toMatchObject({ code: 0 });
    expect(differences(before, await cloudState(small))).toEqual([]);
    const bank = await fileBankIn(bankFolder);
    expect(strayObjects(await bank.keys(), failed!.id)).toEqual([]);
  } finally {
    execFileSync('umount', [bankFolder]);
  }
});
