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
  /**
   * Names the content: what an earlier try had stored when it was cut off is used again only for the same. It MUST be
   * what fixes the bytes (a snapshot's id, a version), not the name of something that only carries them.
   */
  readonly identity: string;
  /** The size that is expected, in bytes; only used to report progress. */
  readonly total?: number;
  readonly signal?: AbortSignal;
}

/** From where a stream goes on. */
export interface StreamStart {
  /** In bytes: what comes before is stored already. It MAY be the size of the whole; 0 unless chunks are used again. */
  readonly offset: number;
  /**
   * Reads the bytes before `offset` back from the bank, chunk by chunk, each checked against its hash: for a hash over
   * the whole. MUST be read before the source is given. When a chunk of it is missing or damaged it throws, and the stream
   * is opened again behind the last good one.
   * @throws KarborError `KARBOR_OBJECT_CORRUPT`, which is best not caught
   */
  readonly stored: () => AsyncIterable<Uint8Array>;
}

/**
 * Opens a stream's source at an offset in bytes. A source that can only be read from its start is opened there and its
 * first `offset` bytes are skipped here. MAY be called several times for one stream.
 */
export type OpenStream = (at: StreamStart) => AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array>>;

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
  /**
   * Stores a stream of any length in bounded memory. Progress is reported as chunks are stored. Goes on where an earlier
   * try of the same identity was cut off, unless the name was removed before.
   */
  writeStream(name: string, open: OpenStream, options: WriteStreamOptions): Promise<StoredObject>;
  section(prefix: string): WriteSection;
}
