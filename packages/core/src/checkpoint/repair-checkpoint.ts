import { isKarborError } from '@karbor/plugin-sdk';
import type { Logger } from '@karbor/plugin-sdk';
import type { BankSection } from '../bank/bank.js';
import { checkpointNotFound, checkpointSection, endKey, epochKey } from './keys.js';
import { readCheckpoint } from './read-checkpoint.js';
import type { CheckpointOwner, CheckpointState } from './read-checkpoint.js';
import { readClaim, readEnd } from './read-epochs.js';
import { recoverClaim, recoverIdentity } from './recover-claim.js';
import { sealClaim, sealEnd } from './record-format.js';
import type { EpochClaim } from './records.js';

/**
 * As `readCheckpoint`, for whoever wants to delete it: damaged records of what was done on it are replaced by what else
 * the bank tells, so that it can be read. A checkpoint whose good end was damaged is in `error` from then on. The damaged
 * bytes are kept in `damaged/` until the checkpoint is deleted.
 * @throws KarborError `KARBOR_CHECKPOINT_NOT_FOUND`, also where nothing tells any more whose it is
 */
export async function readRepairedCheckpoint(
  bank: BankSection,
  id: string,
  owner: CheckpointOwner,
  log: Logger,
): Promise<CheckpointState> {
  try {
    return await readCheckpoint(bank, id, owner);
  } catch (error) {
    if (!isKarborError(error, 'KARBOR_CHECKPOINT_CORRUPT')) throw error;
    log.warn(`Checkpoint ${id} is damaged; what else the bank tells of it takes the place of what is damaged.`, {
      checkpointId: id,
      reason: error.message,
    });
    await repair(bank, id, owner);
    return await readCheckpoint(bank, id, owner);
  }
}

async function repair(bank: BankSection, id: string, owner: CheckpointOwner): Promise<void> {
  const section = checkpointSection(bank, id);
  const claims = await claimsOf(section);
  const sound = [...claims.values()].filter((claim) => claim !== undefined);
  const identity = sound[0]?.identity ?? (await recoverIdentity(bank, id, owner));
  if (identity?.projectId !== owner.projectId || identity.providerId !== owner.providerId) throw checkpointNotFound(id);
  const operationIds = sound.map(({ operationId }) => operationId);
  for (const [epoch, claim] of claims) {
    if (claim) await repairEnd(section, claim);
    else {
      const recovered = await recoverClaim({ bank, section, identity, epoch, operationIds });
      await replace(section, epochKey(epoch), sealClaim(recovered));
      await repairEnd(section, recovered);
    }
  }
}

/** By epoch; nothing in place of those that are damaged. */
async function claimsOf(section: BankSection): Promise<ReadonlyMap<number, EpochClaim | undefined>> {
  const claims = new Map<number, EpochClaim | undefined>();
  for (let epoch = 1; ; epoch++) {
    const claim = await whereDamaged(readClaim(section, epoch), () => 'damaged' as const);
    if (claim === undefined) return claims;
    claims.set(epoch, claim === 'damaged' ? undefined : claim);
  }
}

async function repairEnd(section: BankSection, claim: EpochClaim): Promise<void> {
  await whereDamaged(readEnd(section, claim), async ({ code, message }) => {
    const status = claim.operation === 'protect' ? 'error' : 'error-deleting';
    await replace(section, endKey(claim), sealEnd({ status, errors: [{ code, message }], endedAt: claim.claimedAt }));
  });
}

async function whereDamaged<Read, Other>(
  read: Promise<Read>,
  act: (error: { readonly code: string; readonly message: string }) => Other,
): Promise<Read | Awaited<Other>> {
  try {
    return await read;
  } catch (error) {
    if (!isKarborError(error, 'KARBOR_CHECKPOINT_CORRUPT')) throw error;
    return await act(error);
  }
}

async function replace(section: BankSection, key: string, bytes: Uint8Array): Promise<void> {
  await section.putObject(`damaged/${key}`, await section.getObject(key));
  await section.putObject(key, bytes);
}
