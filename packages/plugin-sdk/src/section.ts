import type { Json } from './json.js';

/** One thing stored in a section. */
export interface StoredObject {
  readonly kind: 'object' | 'stream';
  /** In bytes. */
  readonly size: number;
  /** Lower-case hex. Of the bytes for an object; of the chunks' hashes for a stream. */
  readonly sha256: string;
}

/** How much of a listing to give. */
export interface ListOptions {
  /** Only names after this one, or before it when `reverse`. It need not exist. */
  readonly marker?: string;
  /** At most this many. */
  readonly limit?: number;
  /** From the last name to the first. Default false. */
  readonly reverse?: boolean;
  readonly signal?: AbortSignal;
}

/** How to read a stream. */
export interface ReadStreamOptions {
  /** In bytes from the start. Default 0. */
  readonly offset?: number;
  readonly signal?: AbortSignal;
}

/** How to write a stream. */
export interface WriteStreamOptions {
  /** Names the content: chunks of an earlier try are used again only when their identity is the same. */
  readonly identity: string;
  /** The size that is expected, in bytes; only used to report progress. */
  readonly total?: number;
  readonly signal?: AbortSignal;
}

/** Opens a stream's source at an offset in bytes; called with 0 unless stored chunks are used again. */
export type OpenStream = (at: {
  readonly offset: number;
}) => AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array>>;

/**
 * A resource's own part of the bank, read-only. Names are logical: `/` separates segments; no segment is empty, `.`
 * or `..`; no control characters; at most 512 bytes of UTF-8. A bad name is `KARBOR_KEY_INVALID`. Everything that
 * is read is checked against its SHA-256: `KARBOR_OBJECT_CORRUPT`.
 */
export interface ReadSection {
  /** @throws KarborError `KARBOR_OBJECT_NOT_FOUND` */
  getObject(name: string): Promise<Uint8Array>;
  /** @throws KarborError `KARBOR_OBJECT_NOT_FOUND`, `KARBOR_OBJECT_CORRUPT` when it is not JSON */
  getJson(name: string): Promise<Json>;
  /** The names of objects and streams that start with `prefix` (default: all), in UTF-8 byte order. */
  listObjects(prefix?: string, options?: ListOptions): AsyncIterable<string>;
  /** @throws KarborError `KARBOR_OBJECT_NOT_FOUND` */
  stat(name: string): Promise<StoredObject>;
  /** The bytes of a stream, chunk by chunk, in bounded memory. Progress is reported as they are read. */
  readStream(name: string, options?: ReadStreamOptions): AsyncIterable<Uint8Array>;
  /** The part below `prefix`. It cannot be left and has the same rights. */
  section(prefix: string): ReadSection;
}

/** A section that may also be emptied. */
export interface DeleteSection extends ReadSection {
  /** Removes an object or a stream; fine when it is absent. */
  deleteObject(name: string): Promise<void>;
  section(prefix: string): DeleteSection;
}

/** A section that may be written. A name that is written again has the new content; the old one is dropped. */
export interface WriteSection extends DeleteSection {
  /** Stores a few MiB at most. @throws KarborError `KARBOR_OBJECT_TOO_LARGE` */
  putObject(name: string, bytes: Uint8Array): Promise<void>;
  putJson(name: string, value: Json): Promise<void>;
  /** Stores a stream of any length in bounded memory. Progress is reported as chunks are stored. */
  writeStream(name: string, open: OpenStream, options: WriteStreamOptions): Promise<StoredObject>;
  section(prefix: string): WriteSection;
}
