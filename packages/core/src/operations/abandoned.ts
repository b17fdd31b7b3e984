import { KarborError } from '@karbor/plugin-sdk';
import type { BankSection } from '../bank/bank.js';
import type { CheckpointState } from '../checkpoint/read-checkpoint.js';
import type { EpochClaim } from '../checkpoint/records.js';
import { leaseKey } from '../lease/lease-record.js';
import { ownerState, waitUntilGone } from '../lease/owner-state.js';
import type { WaitUntilGoneOptions } from '../lease/owner-state.js';
import { isHolding } from '../running/hold-records.js';

/** An epoch that has not ended, and whose owner may be at work. */
export interface OpenEpoch {
  readonly claim: EpochClaim;
  readonly owner: string;
}

/**
 * The epochs of a checkpoint under which somebody may be at work: the last one, and those before it that were overtaken, as
 * long as what they hold was not given back.
 */
export async function openEpochs(bank: BankSection, { epochs, claim: last }: CheckpointState): Promise<readonly OpenEpoch[]> {
  const open: OpenEpoch[] = [];
  for (const { claim, end } of epochs) {
    const { owner, operationId } = claim;
    if (end || owner === undefined) continue;
    if (claim === last || (await isHolding(bank, operationId))) open.push({ claim, owner });
  }
  return open;
}

/** The first epoch of a checkpoint whose owner is not known to be gone, by one look. */
export async function busyEpoch(bank: BankSection, state: CheckpointState): Promise<OpenEpoch | undefined> {
  for (const epoch of await openEpochs(bank, state)) {
    if ((await ownerState(bank, epoch.owner)) !== 'gone') return epoch;
  }
  return undefined;
}

/** The operation of an epoch, as people know it. */
export function nameOf({ operationId, operation, identity }: EpochClaim): string {
  return `Operation ${operationId} (${operation} of checkpoint ${identity.id})`;
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
  if (!(await becomesGone(bank, owner, options))) throw stillAtWork(what, owner);
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
  if ((await waitUntilGone(bank, owner, options)) === 'alive') throw stillAtWork(what, owner);
}

function stillAtWork(what: string, owner: string): KarborError {
  return new KarborError(
    'KARBOR_OPERATION_RUNNING',
    `${what} is still being worked on: its owner ${owner} renews its lease. Cancel it there, or wait until it has ended.`,
    { details: { owner } },
  );
}

/** Whether an owner is gone. It takes the expire window of its lease until that is certain of another machine. */
export async function becomesGone(bank: BankSection, owner: string, options: WaitUntilGoneOptions): Promise<boolean> {
  if ((await waitUntilGone(bank, owner, options)) === 'alive') return false;
  // One that was only stopped finds when it wakes that its lease is not there.
  await bank.deleteObject(leaseKey(owner));
  return true;
}

/** Says who is, or may be, at work on a checkpoint. */
export function workedOn({ identity: { id }, status }: CheckpointState, { claim, owner }: OpenEpoch): KarborError {
  const { operationId, operation, claimedAt } = claim;
  return new KarborError(
    'KARBOR_OPERATION_RUNNING',
    `Checkpoint ${id} is ${status}, and operation ${operationId} (${operation}, since ${claimedAt.toISOString()}) works on it, or may: wait until it has ended, ask to wait for it, or delete with cancel, which stops it.`,
    { details: { checkpointId: id, status, operationId, operation, owner } },
  );
}
