import type { ResourceKey } from '@karbor/plugin-sdk';
import type { BankSection } from '../bank/bank.js';
import { checkpointSection, manifestPrefix } from './keys.js';
import type { ManifestEntry } from './manifest.js';
import { rootKey } from './manifest-format.js';
import { ManifestReader } from './manifest-reader.js';
import type { ManifestReference, Versions } from './records.js';

/** A manifest whose root was verified. Everything else is verified when it is read: `KARBOR_CHECKPOINT_CORRUPT`. */
export interface Manifest {
  readonly versions: Versions;
  readonly resources: number;
  /** Bytes of all objects and streams. */
  readonly size: number;
  /** Reads one segment at most; the last few are remembered. */
  entry(key: ResourceKey): Promise<ManifestEntry | undefined>;
  /** In order of their keys, segment by segment. */
  entries(): AsyncIterable<ManifestEntry>;
  /** The keys of the objects that it consists of, relative to the checkpoint. */
  objectKeys(): AsyncIterable<string>;
}

/** Opens the manifest of a checkpoint (`CheckpointState.manifest`). @throws KarborError `KARBOR_CHECKPOINT_CORRUPT` */
export async function openManifest(bank: BankSection, reference: ManifestReference): Promise<Manifest> {
  const prefix = manifestPrefix(reference);
  const section = checkpointSection(bank, reference.checkpointId, { readOnly: true }).section(prefix);
  const reader = new ManifestReader(section);
  const root = await reader.root(reference.sha256);
  return {
    versions: root.versions,
    resources: root.resources,
    size: root.size,
    entry: (key) => reader.find(root, key),
    async *entries() {
      for await (const segment of reader.segments(root)) yield* (await reader.segment(segment)).values();
    },
    async *objectKeys() {
      for await (const key of reader.keys(root)) yield `${prefix}/${key}`;
      yield `${prefix}/${rootKey}`;
    },
  };
}
