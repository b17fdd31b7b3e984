import type { Json, Resource, ResourceKey } from '@karbor/plugin-sdk';
import type { NamedObjectRecord } from '../bank/section/object-record.js';

/** What a checkpoint holds of one resource. */
export interface ManifestEntry {
  readonly resource: Resource;
  /** Keys of the resources that depend on it, in the order of the graph. */
  readonly dependents: readonly ResourceKey[];
  /** Its place in the order of the graph, parents first, from 0. */
  readonly position: number;
  readonly plugin: { readonly name: string; readonly version: string };
  readonly savedInfo?: Json;
  /** False: the plugin had nothing to do for it. */
  readonly applies?: false;
  /** Milliseconds for which it was held still. */
  readonly frozenMs?: number;
  /** Keys of what it was captured with that went on before all was captured, perhaps itself; missing when there is none. */
  readonly notQuiesced?: readonly ResourceKey[];
  /** Why it is not good, in a checkpoint that is `partial`. */
  readonly failed?: { readonly code: string; readonly message: string };
  /** In UTF-8 byte order of their names. */
  readonly objects: readonly NamedObjectRecord[];
}

/** How much goes into one object of a manifest. */
export interface ManifestLimits {
  /** Bytes of a segment, unless one entry alone is larger. Default 4 MiB. */
  readonly segmentBytes: number;
  /** Segments or nodes that one node, or the root, refers to. Default 32. */
  readonly fanOut: number;
}

/** What was written. */
export interface WrittenManifest {
  /** SHA-256 of the root. */
  readonly sha256: string;
  readonly resources: number;
  /** Bytes of all objects and streams. */
  readonly size: number;
}
