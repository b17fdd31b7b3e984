import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fileBankIn } from '../bank/test-bank.js';
import { operationsLeft, strayObjects } from '../world/bank-state.js';
import { cloudState, differences } from '../world/cloud-state.js';
import { openScene } from './process-scene.fixture.js';
import type { ProcessScene } from './process-scene.fixture.js';

let scene: ProcessScene;

/** Long enough for a process on a busy machine to keep its own. */
const expireSeconds = 9;

beforeAll(async () => {
  scene = await openScene(`lease_expire_window = ${expireSeconds}\nlease_renew_window = 2\nlease_validity_window = 3`);
});
afterAll(() => scene.end());

/** Where a process is stopped: the call that is under way then, which of those that are like it, and what to wait for. */
const moments = {
  'while it reads a disk': { service: 'image', method: 'GET', path: '/file', nth: 1 },
  'while a server stands still': { service: 'compute', method: 'POST', path: '/action', nth: 2 },
} as const;

test.each(Object.entries(moments))('a process that was stopped past its lease %s and woken finds that another went on, says so, and ends', async (_when, { nth, ...calls }) => {
  const { small, start, protect } = scene;
  const before = await cloudState(small);
  const begun = small.cloud.requests.count(calls);
  small.cloud.faults.add({ ...calls, nth, effect: { kind: 'latency', milliseconds: 2000 } });
  const first = start(protect);
  while (small.cloud.requests.count(calls) < begun + nth) await delay(5);
  process.kill(first.pid, 'SIGSTOP');
  try {
    const { id } = await newest();
    await delay(expireSeconds * 1000);
    const second = await start(['checkpoint', 'resume', id]).ended;
    expect(second).toMatchObject({ code: 0 });
  } finally {
    process.kill(first.pid, 'SIGCONT');
  }
  const { code, err } = await first.ended;
  expect(code).toBe(1);
  expect(err).toContain('KARBOR_LEASE_LOST');

  const { id, status } = await newest();
  expect(status).toBe('available');
  expect(await start(['checkpoint', 'verify', id]).ended).toMatchObject({ code: 0 });
  expect(await start(['sweep']).ended).toMatchObject({ code: 0 });
  expect(differences(before, await cloudState(small))).toEqual([]);
  const bank = await fileBankIn(scene.bankFolder);
  expect(operationsLeft(await bank.keys())).toEqual([]);
  expect(await start(['checkpoint', 'delete', id]).ended).toMatchObject({ code: 0 });
  expect(strayObjects(await bank.keys())).toEqual([]);
});

async function newest(): Promise<{ readonly id: string; readonly status: string }> {
  const { out } = await scene.start(['checkpoint', 'list', '--limit', '1', '--json']).ended;
  const [found] = JSON.parse(out) as readonly { readonly id: string; readonly status: string }[];
  return found!;
}
