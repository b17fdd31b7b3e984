import type { BankSection } from '../bank/bank.js';
import { deleteKeys } from '../bank/delete-keys.js';
import { isUnreadable } from '../bank/record.js';
import { storedKeys } from '../bank/section/object-record.js';
import type { NamedObjectRecord } from '../bank/section/object-record.js';
import { journalKeys, readJournal } from '../journal/read-journal.js';
import { checkpointSection, journalPrefix } from './keys.js';
import { openManifest } from './open-manifest.js';
import type { Manifest } from './open-manifest.js';
import type { CheckpointState } from './read-checkpoint.js';
import { manifestReference, readEpochs } from './read-epochs.js';
import type { StoredEpoch } from './read-epochs.js';

/**
 * Deletes the data, manifests, journals and damaged records of a checkpoint: what its manifests and journals name, and what a listing
 * finds besides. Epochs and end records stay. Fine when some of it is gone or unreadable; MAY be called again.
 */
export async function removeCheckpointObjects(
  bank: BankSection,
  { identity: { id } }: CheckpointState,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<void> {
  const section = checkpointSection(bank, id);
  const listed = async (prefix: string) => deleteKeys(section, section.listObjects(prefix, signal && { signal }), signal);
  // What names the data goes last: when this ends early, the next one still knows where the data is.
  for await (const epoch of readEpochs(section)) await deleteKeys(section, dataKeys(bank, section, epoch), signal);
  await listed('data/');
  for await (const epoch of readEpochs(section)) await deleteKeys(section, ownKeys(bank, section, epoch), signal);
  await listed('manifest/');
  await listed('journal/');
  await listed('damaged/');
}

/** The keys of all data that an epoch's manifest and journal name. */
async function* dataKeys(bank: BankSection, section: BankSection, epoch: StoredEpoch): AsyncGenerator<string> {
  for await (const record of whileReadable(recordsInManifest(bank, epoch))) yield* storedKeys(record);
  for await (const record of whileReadable(recordsInJournal(section, epoch))) yield* storedKeys(record);
}

/** The keys of an epoch's manifest and journal themselves. */
async function* ownKeys(bank: BankSection, section: BankSection, epoch: StoredEpoch): AsyncGenerator<string> {
  const manifest = await manifestOf(bank, epoch);
  if (manifest) yield* whileReadable(manifest.objectKeys());
  yield* journalKeys(section, journalPrefix(epoch.claim));
}

async function* recordsInManifest(bank: BankSection, epoch: StoredEpoch): AsyncGenerator<NamedObjectRecord> {
  const manifest = await manifestOf(bank, epoch);
  for await (const { objects } of manifest?.entries() ?? []) yield* objects;
}

async function* recordsInJournal(section: BankSection, { claim }: StoredEpoch): AsyncGenerator<NamedObjectRecord> {
  for await (const entry of readJournal(section, journalPrefix(claim))) {
    if (entry.type !== 'hook-ended') continue;
    for (const { objects } of entry.members) yield* objects?.put ?? [];
  }
}

async function manifestOf(bank: BankSection, epoch: StoredEpoch): Promise<Manifest | undefined> {
  const reference = manifestReference(epoch);
  try {
    return reference && (await openManifest(bank, reference));
  } catch (error) {
    if (isUnreadable(error)) return undefined;
    throw error;
  }
}

/** Ends where something is damaged: what it does not name any more, the listing finds. */
async function* whileReadable<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item> {
  try {
    yield* items;
  } catch (error) {
    if (!isUnreadable(error)) throw error;
  }
}
