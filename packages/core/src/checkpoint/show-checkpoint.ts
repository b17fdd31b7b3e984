import type { BankSection } from '../bank/bank.js';
import type { Checkpoint, CheckpointResource } from './checkpoint.js';
import type { ManifestEntry } from './manifest.js';
import { openManifest } from './open-manifest.js';
import type { Manifest } from './open-manifest.js';
import { readCheckpoint } from './read-checkpoint.js';
import type { CheckpointOwner } from './read-checkpoint.js';
import { repairIndex } from './repair-index.js';

/**
 * Reads all that a checkpoint tells of itself, and puts the index right when it says otherwise.
 * @throws KarborError as `readCheckpoint` and `openManifest`
 */
export async function showCheckpoint(bank: BankSection, id: string, owner: CheckpointOwner): Promise<Checkpoint> {
  const state = await readCheckpoint(bank, id, owner);
  const { identity, status, end, manifest: reference } = state;
  const isGood = status === 'available' || status === 'partial';
  const manifest = isGood && reference ? await openManifest(bank, reference) : undefined;
  const { createdAt, projectId, providerId, planId, planName } = identity;
  const checkpoint = {
    ...{ id, status, createdAt, projectId, providerId, planId, planName },
    ...(end && { endedAt: end.endedAt }),
    errors: end?.errors ?? [],
    ...(status === 'error' && end?.frozenMs && { frozenMs: end.frozenMs }),
    resources: manifest ? await resourcesOf(manifest) : [],
    size: manifest?.size ?? 0,
  };
  await repairIndex(bank, state);
  return checkpoint;
}

async function resourcesOf(manifest: Manifest): Promise<readonly CheckpointResource[]> {
  const entries: ManifestEntry[] = [];
  for await (const entry of manifest.entries()) entries.push(entry);
  return entries.sort((left, right) => left.position - right.position).map(toResource);
}

function toResource({ resource, dependents, plugin, objects, frozenMs, notQuiesced, failed }: ManifestEntry): CheckpointResource {
  const stored = objects.map(({ kind, name, size, sha256 }) => ({ kind, name, size, sha256 }));
  return {
    ...{ ...resource, dependents, plugin, objects: stored },
    ...(frozenMs !== undefined && { frozenMs }),
    ...(notQuiesced && { notQuiesced }),
    ...(failed && { failed }),
  };
}
