import { isKarborError, resourceKey } from '@karbor/plugin-sdk';
import type { Logger, ResourceKey } from '@karbor/plugin-sdk';
import type { Bank, BankSection } from '../bank/bank.js';
import { checkpointSection, journalPrefix } from '../checkpoint/keys.js';
import { openManifest } from '../checkpoint/open-manifest.js';
import type { CheckpointState } from '../checkpoint/read-checkpoint.js';
import type { JournalEntry } from '../journal/journal-entry.js';
import { readJournal } from '../journal/read-journal.js';
import { replay } from '../journal/replay.js';
import type { OutstandingEffect, Replayed } from '../journal/replay.js';
import { readAll } from './stored-resources.js';
import type { StoredResource, StoredResources } from './stored-resources.js';

/** What a checkpoint, whatever state it is in, has in the bank and outside. */
export interface Leftovers {
  readonly stored: StoredResources;
  /** Effects that nobody has released, oldest first. */
  readonly outstanding: readonly OutstandingEffect[];
}

/** Reads the manifest where there is a sound one, else the journals, and the effects that every epoch left. */
export async function readLeftovers(bank: Bank, state: CheckpointState, log: Logger): Promise<Leftovers> {
  const section = checkpointSection(bank, state.identity.id, { readOnly: true });
  const journals = [];
  const outstanding: OutstandingEffect[] = [];
  for (const { claim, end } of state.epochs) {
    const entries = await readSoundPart(section, journalPrefix(claim), log);
    const replayed = replay(entries);
    journals.push({ entries, replayed });
    // What was kept is the user's once its operation has ended well.
    const endedWell = end?.status === 'available' || end?.status === 'deleted';
    outstanding.push(...replayed.outstanding.filter(({ kept }) => !(endedWell && kept)));
  }
  const stored = (await fromManifest(bank, state, log)) ?? fromJournals(journals);
  return { stored, outstanding };
}

/** What can be read of a journal: a damaged one must not keep a checkpoint from being deleted. */
async function readSoundPart(section: BankSection, prefix: string, log: Logger): Promise<readonly JournalEntry[]> {
  const entries: JournalEntry[] = [];
  try {
    for await (const entry of readJournal(section, prefix)) entries.push(entry);
  } catch (error) {
    if (!isKarborError(error, 'KARBOR_JOURNAL_CORRUPT')) throw error;
    log.warn('A journal is damaged; what it tells of later may be left outside.', { reason: error.message });
  }
  return entries;
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

function fromJournals(
  journals: readonly { readonly entries: readonly JournalEntry[]; readonly replayed: Replayed }[],
): StoredResources {
  const stored = new Map<ResourceKey, StoredResource>();
  for (const { entries, replayed } of journals) {
    const listed = entries.flatMap((entry) => (entry.type === 'resources' ? entry.resources : []));
    // A journal that was cut off may name dependents that it does not come to list.
    const known = new Set(listed.map(({ resource }) => resourceKey(resource)));
    for (const { resource, dependents } of listed) {
      const key = resourceKey(resource);
      const { savedInfo, objects = [], applies } = replayed.resources.get(key) ?? {};
      stored.set(key, {
        ...{ resource, objects, dependents: dependents.filter((one) => known.has(one)) },
        ...(savedInfo !== undefined && { savedInfo }),
        ...(applies !== undefined && { applies }),
      });
    }
  }
  return stored;
}
