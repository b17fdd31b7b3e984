import type { ResourceKey } from '@karbor/plugin-sdk';
import type { BankSection } from '../bank/bank.js';
import type { ManifestEntry } from './manifest.js';
import type { ManifestReference, Versions } from './records.js';

/** A manifest whose root was verified. Everything else is verified when it is read: `KARBOR_CHECKPOINT_CORRUPT`. */
export interface Manifest {
  readonly versions: Versions;
  readonly resources: number;
  /** Bytes of all objects and streams. */
  readonly size: number;
  /** Reads one segment at most; keys asked for in order read each segment once. */
  entry(key: ResourceKey): Promise<ManifestEntry | undefined>;
  /** In order of their keys, segment by segment. */
  entries(): AsyncIterable<ManifestEntry>;
  /** The keys of the objects that it consists of, relative to the checkpoint. */
  objectKeys(): AsyncIterable<string>;
}

/** Opens the manifest of a checkpoint (`CheckpointState.manifest`). @throws KarborError `KARBOR_CHECKPOINT_CORRUPT` */
export declare function openManifest(bank: BankSection, reference: ManifestReference): Promise<Manifest>;
