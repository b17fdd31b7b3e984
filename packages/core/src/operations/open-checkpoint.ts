import { KarborError, resourceKey } from '@karbor/plugin-sdk';
import type { Context } from '@karbor/plugin-sdk';
import type { Bank } from '../bank/bank.js';
import { openManifest } from '../checkpoint/open-manifest.js';
import { readCheckpoint } from '../checkpoint/read-checkpoint.js';
import type { CheckpointOwner } from '../checkpoint/read-checkpoint.js';
import type { ManifestReference } from '../checkpoint/records.js';
import type { LoadedProvider } from '../provider/loaded-provider.js';
import type { PartialRequest } from '../provider/protection-provider.js';
import { checkpointOwner } from './checkpoint-owner.js';
import { readAll, readWithDependents } from './stored-resources.js';
import type { StoredResources } from './stored-resources.js';

/** What was read of a checkpoint, and in which state of it. */
export interface OpenedCheckpoint {
  readonly stored: StoredResources;
  readonly manifest: ManifestReference;
}

/**
 * What an available checkpoint holds of the resources that are asked for.
 * @throws KarborError `KARBOR_CHECKPOINT_NOT_FOUND`, `KARBOR_CHECKPOINT_STATUS`, `KARBOR_CHECKPOINT_CORRUPT`,
 *   `KARBOR_RESOURCE_NOT_FOUND`, `KARBOR_PLAN_INVALID` when no resources are named
 */
export async function openCheckpoint(
  bank: Bank,
  provider: LoadedProvider,
  { checkpointId, resources }: PartialRequest,
  context: Context,
): Promise<OpenedCheckpoint> {
  if (resources?.length === 0) {
    throw new KarborError('KARBOR_PLAN_INVALID', '"resources" is empty: name at least one, or leave it out for all of the checkpoint.');
  }
  const manifest = await goodManifest(bank, checkpointId, checkpointOwner(context, provider));
  const opened = await openManifest(bank, manifest);
  if (!resources) return { manifest, stored: goodPart(await readAll(opened)) };
  const asked = resources.map(resourceKey);
  const found = await readWithDependents(opened, asked, (key) => {
    const message = `Checkpoint ${checkpointId} does not hold ${key}.`;
    return new KarborError('KARBOR_RESOURCE_NOT_FOUND', message, { details: { checkpointId, resource: key } });
  });
  for (const key of asked) {
    const failed = found.get(key)?.failed;
    if (failed) throw notGood(checkpointId, key, failed);
  }
  return { manifest, stored: goodPart(found) };
}

/**
 * To be called when the checkpoint is held: others may have worked on it since it was opened.
 * @throws KarborError `KARBOR_CHECKPOINT_STATUS` when it is not good any more, `KARBOR_CHECKPOINT_BUSY` when it is another
 */
export async function checkUnchanged(bank: Bank, { checkpointId, sha256 }: ManifestReference, owner: CheckpointOwner): Promise<void> {
  if ((await goodManifest(bank, checkpointId, owner)).sha256 === sha256) return;
  const message = `Checkpoint ${checkpointId} has changed since it was read: ask again for what you want of it.`;
  throw new KarborError('KARBOR_CHECKPOINT_BUSY', message, { details: { checkpointId } });
}

async function goodManifest(bank: Bank, checkpointId: string, owner: CheckpointOwner): Promise<ManifestReference> {
  const { status, manifest } = await readCheckpoint(bank, checkpointId, owner);
  if ((status === 'available' || status === 'partial') && manifest) return manifest;
  throw new KarborError(
    'KARBOR_CHECKPOINT_STATUS',
    `Checkpoint ${checkpointId} is ${status}; only one that is available, or the good part of a partial one, can be restored or verified.`,
    { details: { checkpointId, status } },
  );
}

/** Leaves out what failed when it was protected. */
function goodPart(stored: StoredResources): StoredResources {
  const good = new Map([...stored].filter(([, { failed }]) => !failed));
  if (good.size === stored.size) return stored;
  return new Map(
    [...good].map(([key, one]) => [key, { ...one, dependents: one.dependents.filter((child) => good.has(child)) }]),
  );
}

function notGood(checkpointId: string, key: string, { code, message }: { readonly code: string; readonly message: string }) {
  return new KarborError(
    'KARBOR_RESOURCE_NOT_PROTECTED',
    `Checkpoint ${checkpointId} is partial and does not hold ${key}, which failed when it was protected: ${message} (${code})`,
    { details: { checkpointId, resource: key, cause: code } },
  );
}
