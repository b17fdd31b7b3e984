import type { BlobStore } from '../storage/blob-store.js';
import type { Turns } from '../storage/turns.js';
import type { Tables } from './tables.js';
import type { Transitions } from './transitions.js';

/** What all services share. */
export interface Cloud {
  readonly tables: Tables;
  readonly blobs: BlobStore;
  readonly transitions: Transitions;
  /** By server: what a guest writes and what freezes or thaws it never overlap. */
  readonly guestTurns: Turns;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Such as `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Bytes in one "GB" of a volume. */
  readonly gigabyte: number;
  /** The newest microversion of Nova is 2 point this. */
  readonly computeMinor: number;
  /** Availability zones; the first is the default. */
  readonly zones: readonly [string, ...string[]];
  /** Whether a volume depends on the image or snapshot that it was made of. */
  readonly clones: boolean;
  /** Seconds. */
  readonly tokenLifetime: number;
}
