import { memoryBank } from '@karbor/plugin-sdk/testing';
import { expect, test } from 'vitest';
import { openBank } from '../bank/bank.js';
import type { CheckpointState } from '../checkpoint/read-checkpoint.js';
import { LeaseKeeper } from '../lease/lease-keeper.js';
import { holdingKey, holdsSection } from '../running/hold-records.js';
import { awaitOvertaken } from './await-end.js';

const windows = { expireMs: 600, renewMs: 100, validityMs: 100 };
/** On another machine: only its lease tells of it. */
const elsewhere = { bootId: 'other', namespaces: 'other', pid: 1, startTime: 1 };
const patienceMs = 200;

/** An operation that is overtaken; what waits for its end. */
async function overtaken() {
  const bank = openBank(memoryBank());
  const lease = await new LeaseKeeper(bank, windows, { process: elsewhere }).acquire();
  await holdsSection(bank, 'one').putObject(holdingKey, new Uint8Array());
  const claim = { owner: lease.owner, operationId: 'one', operation: 'protect', identity: { id: 'checkpoint' } };
  const state = { epochs: [{ claim }], claim } as unknown as CheckpointState;
  const told: Error[] = [];
  const { signal } = new AbortController();
  return { bank, lease, told, ended: () => awaitOvertaken(bank, state, signal, (error) => void told.push(error), patienceMs) };
}

test('one that is gone with its machine is waited for until that is certain, however long it takes', async () => {
  const { bank, lease, told, ended } = await overtaken();
  // What a machine leaves that has lost its power: a lease that nobody renews.
  const left = await bank.getObject(`leases/${lease.owner}`);
  await lease.release();
  await bank.putObject(`leases/${lease.owner}`, left);
  const begin = performance.now();
  await ended();
  expect(performance.now() - begin).toBeGreaterThan(patienceMs);
  expect(told).toMatchObject([{ code: 'KARBOR_OPERATION_RUNNING' }]);
});

test('one that lives and does not stop is told of', async () => {
  const { lease, ended } = await overtaken();
  await expect(ended()).rejects.toMatchObject({ code: 'KARBOR_OPERATION_RUNNING' });
  await lease.release();
});
