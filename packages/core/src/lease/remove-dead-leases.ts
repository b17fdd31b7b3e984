import type { BankSection } from '../bank/bank.js';
import { collect } from '../collect.js';
import { leaseKey, leasePrefix } from './lease-record.js';
import { ownerState } from './owner-state.js';

/** Removes the leases of owners that one look shows to be gone. Those of other machines stay: a look tells nothing of them. */
export async function removeDeadLeases(bank: BankSection): Promise<void> {
  for (const key of await collect(bank.listObjects(leasePrefix))) {
    const owner = key.slice(leasePrefix.length);
    if ((await ownerState(bank, owner)) === 'gone') await bank.deleteObject(leaseKey(owner));
  }
}
