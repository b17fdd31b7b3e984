import { resourceKey } from '@karbor/plugin-sdk';
import type { Resource } from '@karbor/plugin-sdk';
import type { Bank } from '../bank/bank.js';
import { ResourceObjects } from '../bank/section/resource-objects.js';
import { openReadSection, openWriteSection } from '../bank/section/section-attempt.js';
import { openJournal } from '../journal/journal-writer.js';
import { claim, entryOf, owner } from './checkpoint.fixture.js';
import { endEpoch } from './epoch.js';
import { checkpointSection } from './keys.js';
import { openManifest } from './open-manifest.js';
import { readCheckpoint } from './read-checkpoint.js';
import { writeManifest } from './write-manifest.js';

export const resources: readonly Resource[] = ['1', '2', '3'].map((id) => ({ type: 'OS::Cinder::Volume', id, name: `volume ${id}` }));

/** What is protected of a resource. */
export function diskOf({ id }: Resource): Buffer {
  return Buffer.alloc(10_000, id);
}

/** Does to a bank what a protect operation does: an epoch, data and journal, the manifest, the end. */
export async function protect(bank: Bank, id: string): Promise<void> {
  const epoch = await claim(bank, id);
  const journal = openJournal(epoch.section, epoch.journalPrefix);
  try {
    const entries = [];
    for (const [position, resource] of resources.entries()) {
      const objects = new ResourceObjects();
      for (const hook of ['onPrepareBegin', 'onMain'] as const) {
        const { dataPrefix, section } = epoch;
        const attempt = openWriteSection({ bank: section, resource, objects, dataPrefix, hook, attempt: 1 });
        await attempt.section.putJson('about', { hook });
        if (hook === 'onMain') await attempt.section.writeStream('disk', () => piecesOf(diskOf(resource)), { identity: resource.id });
        const member = { resource: resourceKey(resource), state: {}, objects: attempt.commit() };
        journal.append({ type: 'hook-ended', hook, attempt: 1, members: [member] });
        await journal.durable();
        await attempt.discardReplaced();
      }
      entries.push(entryOf(resource, position, { objects: objects.records() }));
    }
    await journal.close();
    const { sha256 } = await writeManifest(epoch, { versions: {} }, entries, { segmentBytes: 2000, fanOut: 2 });
    await endEpoch(epoch, { status: 'available', manifest: sha256, errors: [] });
  } catch (error) {
    await endEpoch(epoch, { status: 'error', errors: [{ code: 'KARBOR_X', message: String(error) }] });
    throw error;
  }
}

/** Reads all that an available checkpoint holds, by resource id, as text. */
export async function restore(bank: Bank, id: string): Promise<Map<string, string>> {
  const { manifest: reference } = await readCheckpoint(bank, id, owner);
  if (!reference) throw new Error('There is no manifest.');
  const manifest = await openManifest(bank, reference);
  const disks = new Map<string, string>();
  for await (const { resource, objects: records } of manifest.entries()) {
    const section = checkpointSection(bank, id, { readOnly: true });
    const attempt = openReadSection({ bank: section, resource, objects: new ResourceObjects(records) });
    await attempt.section.getJson('about');
    const chunks: Uint8Array[] = [];
    for await (const chunk of attempt.section.readStream('disk')) chunks.push(chunk);
    disks.set(resource.id, Buffer.concat(chunks).toString());
  }
  return disks;
}

async function* piecesOf(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += 3000) yield await Promise.resolve(bytes.subarray(start, start + 3000));
}
