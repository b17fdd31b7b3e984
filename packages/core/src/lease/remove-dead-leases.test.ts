import { memoryBank } from '@karbor/plugin-sdk/testing';
import { expect, test } from 'vitest';
import { openBank } from '../bank/bank.js';
import { LeaseKeeper } from './lease-keeper.js';
import { defaultLeaseWindows } from './lease-windows.js';
import { ownProcess } from './process-identity.js';
import { removeDeadLeases } from './remove-dead-leases.js';

test.runIf(process.platform === 'linux')('leases of processes that are no more are removed, and no others', async () => {
  const plugin = memoryBank();
  const bank = openBank(plugin);
  const own = await ownProcess();
  if (!own) return;
  const lease = async (process: typeof own) => (await new LeaseKeeper(bank, defaultLeaseWindows, { process }).acquire()).owner;
  const [alive, , elsewhere] = [
    await lease(own),
    await lease({ ...own, startTime: own.startTime + 1 }),
    await lease({ ...own, bootId: 'of another machine' }),
  ];
  await removeDeadLeases(bank);
  expect([...plugin.keys()].sort()).toEqual([`leases/${alive}`, `leases/${elsewhere}`].sort());
});
