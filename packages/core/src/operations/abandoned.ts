import { KarborError } from '@karbor/plugin-sdk';
import type { BankSection } from '../bank/bank.js';
import type { CheckpointState } from '../checkpoint/read-checkpoint.js';
import { leaseKey } from '../lease/lease-record.js';
import { ownerState, waitUntilGone } from '../lease/owner-state.js';
import type { WaitUntilGoneOptions } from '../lease/owner-state.js';

/** Whether whoever worked on a checkpoint last is known to be gone, by one look. */
export async function epochIsAbandoned(bank: BankSection, { epochs, end }: CheckpointState): Promise<boolean> {
  const owner = epochs.at(-1)?.claim.owner;
  if (end || owner === undefined) return end !== undefined;
  return (await ownerState(bank, owner)) === 'gone';
}

/**
 * Waits until it is certain that an owner is gone, and removes its lease.
 * @throws KarborError `KARBOR_OPERATION_RUNNING` when it is alive
 */
export async function requireGone(
  bank: BankSection,
  owner: string,
  what: string,
  options: WaitUntilGoneOptions,
): Promise<void> {
  await refuseAlive(bank, owner, what, options);
  // One that was only stopped finds when it wakes that its lease is not there.
  await bank.deleteObject(leaseKey(owner));
}

/**
 * Waits until it is certain that an owner is gone: at once when its process was on this machine, else for the expire
 * window of its lease. Writes nothing. @throws KarborError `KARBOR_OPERATION_RUNNING` when it is alive
 */
export async function refuseAlive(
  bank: BankSection,
  owner: string,
  what: string,
  options: WaitUntilGoneOptions,
): Promise<void> {
  if ((await waitUntilGone(bank, owner, options)) === 'gone') return;
  throw new KarborError(
    'KARBOR_OPERATION_RUNNING',
    `${what} is still being worked on: its owner ${owner} renews its lease. Cancel it there, or wait until it has ended.`,
    { details: { owner } },
  );
}
