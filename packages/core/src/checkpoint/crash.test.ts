import { faultyBank, memoryBank } from '@karbor/plugin-sdk/testing';
import type { BankFault } from '@karbor/plugin-sdk/testing';
import { isKarborError } from '@karbor/plugin-sdk';
import { describe, expect, test } from 'vitest';
import { openBank } from '../bank/bank.js';
import { collect } from '../collect.js';
import { owner } from './checkpoint.fixture.js';
import { listCheckpoints } from './list-checkpoints.js';
import { diskOf, protect, resources, restore } from './protect-like.fixture.js';
import { readCheckpoint } from './read-checkpoint.js';
import { showCheckpoint } from './show-checkpoint.js';

const whole = new Map(resources.map((resource) => [resource.id, diskOf(resource).toString()]));

async function putsOfOneProtect(): Promise<number> {
  const counting = faultyBank(memoryBank());
  await protect(openBank(counting), 'c1');
  return counting.count({ method: 'putObject' });
}

async function statusOf(bank: ReturnType<typeof openBank>): Promise<string | undefined> {
  try {
    return (await readCheckpoint(bank, 'c1', owner)).status;
  } catch (error) {
    if (isKarborError(error, 'KARBOR_CHECKPOINT_NOT_FOUND')) return undefined;
    throw error;
  }
}

describe('a protect whose nth put goes wrong', () => {
  // `silence` is a crash: nothing that the process still does arrives.
  test.each<BankFault['fault']>(['refuse', 'lose-answer', 'silence'])('by %s is available with all of it, or not available', async (fault) => {
    const puts = await putsOfOneProtect();
    expect(puts).toBeGreaterThan(25);
    const seen = new Set<string | undefined>();
    for (let nth = 1; nth <= puts; nth++) {
      const plugin = memoryBank();
      const faulty = faultyBank(plugin, [{ fault: fault as 'refuse', method: 'putObject', nth }]);
      const outcome = await protect(openBank(faulty), 'c1').then(() => 'done', () => 'failed');
      const bank = openBank(plugin);
      const status = await statusOf(bank);
      seen.add(status);
      if (outcome === 'done') expect(status).toBe('available');
      if (status === 'available') expect(await restore(bank, 'c1')).toEqual(whole);
      if (status === undefined) {
        expect(await collect(listCheckpoints(bank, owner))).toEqual([]);
        continue;
      }
      await showCheckpoint(bank, 'c1', owner);
      expect(await collect(listCheckpoints(bank, owner))).toMatchObject([{ id: 'c1', status }]);
    }
    expect(seen).toContain(fault === 'silence' ? 'protecting' : 'error');
    expect(seen).toContain('available');
  });
});

test('no object is written twice', async () => {
  const bank = faultyBank(memoryBank());
  await protect(openBank(bank), 'c1');
  const keys = bank.calls.filter(({ method }) => method === 'putObject').map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
});

test('whatever single object of a checkpoint is damaged or lost, it is found or does not matter', async () => {
  const plugin = memoryBank();
  const bank = openBank(plugin);
  await protect(bank, 'c1');
  for (const key of plugin.keys()) {
    const good = plugin.bytes(key)!;
    const middle = Math.floor(good.length / 2);
    const flipped = good.map((byte, index) => (index === middle ? byte ^ 0x10 : byte));
    for (const bad of [flipped, good.subarray(0, middle), undefined]) {
      if (bad) await plugin.putObject(key, bad);
      else await plugin.deleteObject(key);
      const outcome = await restore(bank, 'c1').catch((error: unknown) => error);
      const isNeeded = !/^index\/|\/journal\//.test(key);
      if (isNeeded) expect(outcome).toBeInstanceOf(Error);
      else expect(outcome).toEqual(whole);
      await plugin.putObject(key, good);
    }
  }
});
