import { faultyBank, memoryBank } from '@karbor/plugin-sdk/testing';
import { expect, test } from 'vitest';
import { openBank } from './bank.js';
import { deleteKeys, deleteKeysIfPossible } from './delete-keys.js';

const keys = Array.from({ length: 20 }, (_, index) => `k${index + 10}`);

async function filled() {
  const bank = memoryBank();
  for (const key of keys) await bank.putObject(key, new Uint8Array());
  return bank;
}

test.each(['k10', 'k15', 'k29'])('what cannot be deleted is told: %s', async (key) => {
  const inner = await filled();
  const bank = openBank(faultyBank(inner, [{ fault: 'refuse', method: 'deleteObject', key }]));
  await expect(deleteKeys(bank, keys)).rejects.toThrow(key);
  expect(inner.keys()).toContain(key);
});

test('the rest is deleted where nobody needs to know', async () => {
  const inner = await filled();
  const bank = openBank(faultyBank(inner, [{ fault: 'refuse', method: 'deleteObject', key: 'k10' }]));
  await deleteKeysIfPossible(bank, keys);
  expect(inner.keys()).toEqual(['k10']);
});

test('keys that are listed while they are deleted', async () => {
  const inner = await filled();
  const bank = openBank(inner);
  await deleteKeys(bank, bank.listObjects('k'));
  expect(inner.keys()).toEqual([]);
});
