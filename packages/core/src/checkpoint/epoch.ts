import { randomBytes } from 'node:crypto';
import { isKarborError, KarborError } from '@karbor/plugin-sdk';
import type { Logger } from '@karbor/plugin-sdk';
import type { BankSection } from '../bank/bank.js';
import { setHint } from './checkpoint-index.js';
import type { CheckpointStatus } from './checkpoint.js';
import { statusAfterFailure } from './failed-epoch.js';
import { checkpointSection, dataPrefix, endKey, epochKey, journalPrefix, manifestPrefix } from './keys.js';
import { readCheckpoint, readCheckpointIfThere, statusWhile } from './read-checkpoint.js';
import type { CheckpointState } from './read-checkpoint.js';
import { readClaim, readEnd } from './read-epochs.js';
import { sealClaim, sealEnd } from './record-format.js';
import type { CheckpointIdentity, EndRecord, EpochClaim, Versions } from './records.js';
import { transition } from './transition.js';

/** An epoch that this process has claimed. */
export interface Epoch extends EpochClaim {
  /** The whole bank. */
  readonly bank: BankSection;
  /** The checkpoint's part of it. Its keys below are relative to that. */
  readonly section: BankSection;
  /** `data/<epoch>-<nonce>` */
  readonly dataPrefix: string;
  /** `manifest/<epoch>-<nonce>` */
  readonly manifestPrefix: string;
  /** `journal/<epoch>/<nonce>` */
  readonly journalPrefix: string;
  readonly log?: Logger;
  readonly now: () => number;
}

/** What an epoch is claimed with. */
export interface EpochRequest {
  readonly operation: 'protect' | 'delete';
  readonly operationId: string;
  /** For a checkpoint that exists, the one that `readCheckpoint` gave. */
  readonly identity: CheckpointIdentity;
  readonly versions: Versions;
  /** Whoever is still at it is gone. */
  readonly cancel?: boolean;
  /** See `EpochClaim`. */
  readonly keepsGood?: boolean;
  /** The highest epoch that the caller knows of: another one means that somebody was quicker. Default: any. */
  readonly after?: number;
  /** Told when a hint of the index could not be written. */
  readonly log?: Logger;
  /** Milliseconds since 1970-01-01T00:00:00Z. Default `Date.now`. */
  readonly now?: () => number;
}

/** Who claims an epoch. */
export interface EpochClaimer {
  /** Whose lease tells whether it is still at work. */
  readonly owner?: string;
  /** Told the epoch before it is claimed; stores below its prefixes what MUST be there as soon as it is. */
  readonly prepare?: (epoch: Epoch) => Promise<void>;
}

/**
 * Makes the caller the one who works on the checkpoint, and lists it as `protecting` or `deleting`.
 * @throws KarborError `KARBOR_CHECKPOINT_STATUS` when its status does not allow it, `KARBOR_CHECKPOINT_BUSY` when
 *   another was quicker, `KARBOR_CHECKPOINT_NOT_FOUND` when there is nothing to delete
 */
export async function claimEpoch(
  bank: BankSection,
  request: EpochRequest,
  { owner, prepare }: EpochClaimer = {},
): Promise<Epoch> {
  const { operation, operationId, versions, cancel = false, keepsGood = false, log, now = Date.now } = request;
  const state = await stateBefore(bank, request);
  const known = state?.epochs.length ?? 0;
  if (request.after !== undefined && request.after !== known) throw busy(request.identity.id);
  transition(state?.status, statusWhile(operation), { cancel });
  const nonce = randomBytes(8).toString('hex');
  const identity = state?.identity ?? request.identity;
  const claim: EpochClaim = {
    ...{ epoch: known + 1, nonce, operation, operationId, versions, identity, claimedAt: new Date(now()) },
    ...(owner !== undefined && { owner }),
    ...(keepsGood && { keepsGood }),
  };
  const section = checkpointSection(bank, identity.id);
  const prefixes = {
    dataPrefix: dataPrefix(claim),
    manifestPrefix: manifestPrefix(claim),
    journalPrefix: journalPrefix(claim),
  };
  const claimed: Epoch = { ...claim, ...prefixes, bank, section, now, ...(log && { log }) };
  await prepare?.(claimed);
  await section.claimObject(epochKey(claim.epoch), sealClaim(claim)).catch((error: unknown) => {
    throw isKarborError(error, 'KARBOR_OBJECT_EXISTS') ? busy(identity.id, error) : error;
  });
  await list(claimed, statusWhile(operation)).catch(async (error: unknown) => {
    // What is not listed would not be found again: it is over before anything else is stored.
    await giveUp(claimed, error);
    throw error;
  });
  return claimed;
}

/**
 * Ends the epoch: from now on this is the checkpoint's status, and listed. What was stored first counts: a second
 * call, after one whose answer was lost, gives the record that is there.
 * @throws KarborError `KARBOR_CHECKPOINT_OVERTAKEN` when another has claimed a later epoch: nothing of this one counts
 */
export async function endEpoch(epoch: Epoch, end: Omit<EndRecord, 'endedAt'>): Promise<EndRecord> {
  transition(statusWhile(epoch.operation), end.status);
  await checkNotOvertaken(epoch);
  const record = await storeEnd(epoch, { ...end, endedAt: new Date(epoch.now()) });
  await checkNotOvertaken(epoch);
  const tell = () => list(epoch, record.status);
  // One that is deleted is shown to nobody any more, who would put a hint right that is behind: it is told twice.
  await tell().catch(tell).catch((error: unknown) => {
    // The end is recorded.
    const reason = error instanceof Error ? error.message : String(error);
    epoch.log?.warn('The index could not be told how a checkpoint ended.', { checkpointId: epoch.identity.id, reason });
  });
  return record;
}

async function stateBefore(bank: BankSection, { identity, operation }: EpochRequest): Promise<CheckpointState | undefined> {
  const read = operation === 'protect' ? readCheckpointIfThere : readCheckpoint;
  return await read(bank, identity.id, identity);
}

async function storeEnd(epoch: Epoch, record: EndRecord): Promise<EndRecord> {
  try {
    await epoch.section.putObject(endKey(epoch), sealEnd(record), { ifAbsent: true });
    return record;
  } catch (error) {
    const stored = isKarborError(error, 'KARBOR_OBJECT_EXISTS') && (await readEnd(epoch.section, epoch));
    if (!stored) throw error;
    return stored;
  }
}

async function giveUp(epoch: Epoch, cause: unknown): Promise<void> {
  const code = isKarborError(cause) ? cause.code : 'KARBOR_BANK_FAILED';
  const message = cause instanceof Error ? cause.message : String(cause);
  await endEpoch(epoch, { status: statusAfterFailure(epoch), errors: [{ code, message }] }).catch(() => undefined);
}

/** Whether an epoch is claimed although its claim failed: the answer may have been lost. */
export async function isClaimed({ section, epoch, nonce }: Epoch): Promise<boolean> {
  return (await readClaim(section, epoch))?.nonce === nonce;
}

/**
 * Tells whether another has claimed a later epoch, or this one: where `ifAbsent` is not atomic, a claim may arrive that was
 * sent before and overwrites it. Nothing of this one counts then.
 */
export async function overtakenBy({ section, epoch, nonce, operationId, identity: { id } }: Epoch): Promise<KarborError | undefined> {
  const own = await readClaim(section, epoch);
  const other = own && own.nonce !== nonce ? own : await readClaim(section, epoch + 1);
  if (!other) return undefined;
  const isReset = other.operationId === operationId;
  const what = isReset ? 'was reset by hand' : `was taken over by operation ${other.operationId} (${other.operation})`;
  const message = `Checkpoint ${id} ${what}: what this one did does not count.`;
  return new KarborError('KARBOR_CHECKPOINT_OVERTAKEN', message, { details: { checkpointId: id } });
}

export function isOvertaken(error: unknown): boolean {
  return isKarborError(error, 'KARBOR_CHECKPOINT_OVERTAKEN');
}

async function checkNotOvertaken(epoch: Epoch): Promise<void> {
  const overtaken = await overtakenBy(epoch);
  if (overtaken) throw overtaken;
}

function list({ bank, identity, epoch }: Epoch, status: CheckpointStatus): Promise<void> {
  return setHint(bank, identity, { epoch, status });
}

function busy(checkpointId: string, cause?: unknown): KarborError {
  const message = `Another operation has just begun on checkpoint ${checkpointId}: wait until it has ended.`;
  return new KarborError('KARBOR_CHECKPOINT_BUSY', message, { cause, details: { checkpointId } });
}
