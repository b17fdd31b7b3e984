import { isKarborError } from '@karbor/plugin-sdk';
import type { BankSection } from '../bank/bank.js';
import { deleteKeys } from '../bank/delete-keys.js';
import { storedKeys } from '../bank/section/object-record.js';
import type { Epoch } from './epoch.js';
import { checkpointSection, dataPrefix } from './keys.js';
import { openManifest } from './open-manifest.js';
import type { CheckpointState } from './read-checkpoint.js';
import { readEpochs } from './read-epochs.js';

/** Deletes what epochs before one stored and `named` (keys relative to the checkpoint) does not hold. */
export async function removeUnnamedData({ section, epoch }: Pick<Epoch, 'section' | 'epoch'>, named: ReadonlySet<string>): Promise<void> {
  for await (const { claim } of readEpochs(section)) {
    if (claim.epoch >= epoch) return;
    const unnamed: string[] = [];
    for await (const key of section.listObjects(`${dataPrefix(claim)}/`)) if (!named.has(key)) unnamed.push(key);
    await deleteKeys(section, unnamed);
  }
}

/**
 * Does so where an operation ended well and could not: of checkpoints that are `available`, for with others a retry may
 * still use it. Nothing is deleted when the manifest is damaged.
 */
export async function removeForgottenData(bank: BankSection, { status, manifest, epochs, claim, identity }: CheckpointState): Promise<void> {
  if (status !== 'available' || !manifest || epochs.length < 2) return;
  const named = new Set<string>();
  try {
    const opened = await openManifest(bank, manifest);
    for await (const { objects } of opened.entries()) for (const object of objects) for (const key of storedKeys(object)) named.add(key);
  } catch (error) {
    if (isKarborError(error, 'KARBOR_CHECKPOINT_CORRUPT')) return;
    throw error;
  }
  await removeUnnamedData({ section: checkpointSection(bank, identity.id), epoch: claim.epoch }, named);
}
