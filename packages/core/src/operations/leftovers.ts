import { isKarborError, resourceKey } from '@karbor/plugin-sdk';
import type { Logger, ResourceKey } from '@karbor/plugin-sdk';
import type { Bank } from '../bank/bank.js';
import { openManifest } from '../checkpoint/open-manifest.js';
import type { CheckpointState } from '../checkpoint/read-checkpoint.js';
import type { ReplayedEffect } from '../journal/replay-effects.js';
import type { ReplayedOperation } from '../resume/replayed-operation.js';
import { checkpointHistory, outstandingOf } from './checkpoint-history.js';
import { readAll } from './stored-resources.js';
import type { StoredResource, StoredResources } from './stored-resources.js';

/** What a checkpoint, whatever state it is in, has in the bank and outside. */
export interface Leftovers {
  readonly stored: StoredResources;
  /** Effects that nobody has released and that are not the user's, oldest first. */
  readonly outstanding: readonly ReplayedEffect[];
  /** What its journals amount to. */
  readonly replayed: ReplayedOperation;
}

/** Reads the manifest where there is a sound one, else the journals, and the effects that every epoch left. */
export async function readLeftovers(bank: Bank, state: CheckpointState, log: Logger): Promise<Leftovers> {
  const replayed = await checkpointHistory(bank, state, { tolerate: log });
  const stored = (await fromManifest(bank, state, log)) ?? fromJournals(replayed);
  return { stored, outstanding: outstandingOf(state, replayed), replayed };
}

async function fromManifest(bank: Bank, { manifest }: CheckpointState, log: Logger): Promise<StoredResources | undefined> {
  if (!manifest) return undefined;
  try {
    return await readAll(await openManifest(bank, manifest));
  } catch (error) {
    if (!isKarborError(error, 'KARBOR_CHECKPOINT_CORRUPT')) throw error;
    log.warn(`The manifest of checkpoint ${manifest.checkpointId} is damaged; its journals tell what to delete.`, {
      checkpointId: manifest.checkpointId,
      reason: error.message,
    });
    return undefined;
  }
}

function fromJournals({ listed, resources }: ReplayedOperation): StoredResources {
  const stored = new Map<ResourceKey, StoredResource>();
  // A journal that was cut off may name dependents that it does not come to list.
  const known = new Set(listed.map(({ resource }) => resourceKey(resource)));
  for (const { resource, dependents } of listed) {
    const key = resourceKey(resource);
    const { savedInfo, objects = [], applies } = resources.get(key) ?? {};
    stored.set(key, {
      ...{ resource, objects, dependents: dependents.filter((one) => known.has(one)) },
      ...(savedInfo !== undefined && { savedInfo }),
      ...(applies !== undefined && { applies }),
    });
  }
  return stored;
}
