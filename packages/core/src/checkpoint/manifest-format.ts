import type { Json } from '@karbor/plugin-sdk';

/** What the root tells besides its children. */
export interface ManifestHeader {
  readonly [name: string]: Json;
  readonly versions: { readonly [name: string]: string };
  readonly resources: number;
  readonly size: number;
}

/** A segment or node, as its parent knows it. */
export interface TreeReference {
  /** The first resource key below it. */
  readonly first: string;
  /** Relative to the manifest. */
  readonly key: string;
  /** In bytes. */
  readonly size: number;
  readonly sha256: string;
}

export interface ManifestNode {
  readonly children: readonly TreeReference[];
}

/** `level` 0: its children are segments, else nodes. */
export type ManifestRoot = ManifestHeader & ManifestNode & { readonly level: number };

export const rootFormat = { format: 'manifest', version: 1 };
export const nodeFormat = { format: 'manifest-node', version: 1 };
export const segmentFormat = { format: 'manifest-segment', version: 1 };

export const rootKey = 'root';
export const nodeKey = (level: number, number: number) => `nodes/${level}-${number}`;
export const segmentKey = (number: number) => `segments/${number}`;
