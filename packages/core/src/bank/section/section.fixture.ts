import type { BankPlugin, HookName } from '@karbor/plugin-sdk';
import { openBank } from '../bank.js';
import type { NamedObjectRecord } from './object-record.js';
import { ResourceObjects } from './resource-objects.js';
import { openDeleteSection, openReadSection, openWriteSection } from './section-attempt.js';
import type { OnSectionProgress, WriteSectionOptions } from './section-attempt.js';

export const volume = { type: 'OS::Cinder::Volume', id: 'V1' };
export const dataPrefix = 'data/1-abc';

type WriteOptions = Partial<Pick<WriteSectionOptions, 'signal' | 'onProgress' | 'earlier' | 'onChunks' | 'dataPrefix'>>;

/** What a test opens the sections of one resource with. */
export function sectionsOf(plugin: BankPlugin, records: readonly NamedObjectRecord[] = []) {
  const bank = openBank(plugin).section('checkpoints/c1');
  const objects = new ResourceObjects(records);
  const shared = { bank, resource: volume, objects };
  return {
    objects,
    write: (hook: HookName = 'onMain', attempt = 1, more: WriteOptions = {}) =>
      openWriteSection({ ...shared, dataPrefix, hook, attempt, ...more }),
    remove: () => openDeleteSection(shared),
    read: (more: { onProgress?: OnSectionProgress } = {}) => openReadSection({ ...shared, ...more }),
  };
}

/** Bytes that differ from place to place: each 4 bytes hold their own number. */
export function content(size: number): Buffer {
  const words = Uint32Array.from({ length: Math.ceil(size / 4) }, (_, index) => index);
  return Buffer.from(words.buffer, 0, size);
}

/** Gives `bytes` in pieces of the given sizes, over and over. */
export async function* pieces(bytes: Uint8Array, sizes: readonly number[] = [65_536]): AsyncGenerator<Uint8Array> {
  for (let start = 0, turn = 0; start < bytes.length; turn++) {
    const end = start + (sizes[turn % sizes.length] ?? bytes.length);
    yield await Promise.resolve(bytes.subarray(start, end));
    start = end;
  }
}
