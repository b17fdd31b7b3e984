import { faultyBank, memoryBank } from '@karbor/plugin-sdk/testing';
import { describe, expect, test } from 'vitest';
import { openBank } from '../bank/bank.js';
import { claim, owner } from './checkpoint.fixture.js';
import { endEpoch } from './epoch.js';
import { protect, restore } from './protect-like.fixture.js';
import { readCheckpoint } from './read-checkpoint.js';
import { removeCheckpointObjects } from './remove-objects.js';

const tombstone = /^checkpoints\/c1\/(epochs|ends)\//;

async function removeAll(plugin: ReturnType<typeof memoryBank>): Promise<void> {
  const bank = openBank(plugin);
  await removeCheckpointObjects(bank, await readCheckpoint(bank, 'c1', owner));
}
const left = (plugin: ReturnType<typeof memoryBank>) => plugin.keys().filter((key) => key.startsWith('checkpoints/c1/'));

test('leaves the epochs and their ends, and other checkpoints alone', async () => {
  const plugin = memoryBank();
  const bank = openBank(plugin);
  await protect(bank, 'c1');
  await protect(bank, 'c2');
  const deletion = await claim(bank, 'c1', { operation: 'delete' });
  await removeAll(plugin);
  await removeAll(plugin);
  expect(left(plugin).filter((key) => !tombstone.test(key))).toEqual([]);
  expect(left(plugin)).toHaveLength(3);
  await endEpoch(deletion, { status: 'deleted', errors: [] });
  expect(await readCheckpoint(bank, 'c1', owner)).toMatchObject({ status: 'deleted' });
  expect((await restore(bank, 'c2')).size).toBe(3);
});

test('removes what a failed protect left, whatever it was', async () => {
  for (const nth of [5, 10, 15, 20, 25]) {
    const plugin = memoryBank();
    const bank = openBank(faultyBank(plugin, [{ fault: 'refuse', method: 'putObject', nth }]));
    await expect(protect(bank, 'c1')).rejects.toThrow();
    await removeAll(plugin);
    expect(left(plugin).filter((key) => !tombstone.test(key))).toEqual([]);
  }
});

describe('where a listing shows nothing yet', () => {
  const hidden = (plugin: ReturnType<typeof memoryBank>) => ({
    ...plugin,
    async *listObjects(prefix: string) {
      if (!prefix.startsWith('checkpoints/')) yield* plugin.listObjects(prefix);
    },
  });

  test('what the manifest names goes', async () => {
    const plugin = memoryBank();
    await protect(openBank(plugin), 'c1');
    await removeAll(hidden(plugin));
    expect(left(plugin).filter((key) => !tombstone.test(key))).toEqual([]);
  });

  test('what the journal names goes, when there is no manifest', async () => {
    const plugin = memoryBank();
    const bank = openBank(faultyBank(plugin, [{ fault: 'refuse', method: 'putObject', key: /\/manifest\// }]));
    await expect(protect(bank, 'c1')).rejects.toThrow();
    expect(left(plugin).some((key) => key.includes('/data/'))).toBe(true);
    await removeAll(hidden(plugin));
    expect(left(plugin).filter((key) => !tombstone.test(key))).toEqual([]);
  });
});

test('is not held up by a manifest or journal that is damaged', async () => {
  for (const part of ['/manifest/', '/root', '/segments/', '/journal/']) {
    const plugin = memoryBank();
    await protect(openBank(plugin), 'c1');
    for (const key of plugin.keys().filter((one) => one.includes(part))) await plugin.putObject(key, Buffer.from('junk'));
    await removeAll(plugin);
    expect(left(plugin).filter((key) => !tombstone.test(key))).toEqual([]);
  }
});

test('keeps what names the data until the data is gone', async () => {
  const plugin = memoryBank();
  await protect(openBank(plugin), 'c1');
  const deletes = faultyBank(plugin, [{ fault: 'silence', method: 'deleteObject', nth: 4 }]);
  const bank = openBank(deletes);
  const state = await readCheckpoint(bank, 'c1', owner);
  await expect(removeCheckpointObjects(bank, state)).rejects.toMatchObject({ code: 'KARBOR_BANK_FAILED' });
  const still = left(plugin);
  expect(still.some((key) => key.includes('/data/'))).toBe(true);
  expect(still.some((key) => key.endsWith('/root'))).toBe(true);
  deletes.heal();
  await removeCheckpointObjects(bank, state);
  expect(left(plugin).filter((key) => !tombstone.test(key))).toEqual([]);
});

test('deletes a few at once, and stops when it is aborted', async () => {
  const plugin = memoryBank();
  await protect(openBank(plugin), 'c1');
  const state = await readCheckpoint(openBank(plugin), 'c1', owner);
  const stop = new AbortController();
  let [now, most] = [0, 0];
  const watched = openBank({
    ...plugin,
    async deleteObject(key) {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
      if (key.includes('/data/')) stop.abort(new Error('enough'));
      await plugin.deleteObject(key);
    },
  });
  await expect(removeCheckpointObjects(watched, state, { signal: stop.signal })).rejects.toThrow('enough');
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(8);
  expect(left(plugin).some((key) => key.includes('/manifest/'))).toBe(true);
});
