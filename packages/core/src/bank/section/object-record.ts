/** Where the bytes of one object of a resource are. Keys are relative to the checkpoint. */
export interface PlainObjectRecord {
  readonly kind: 'object';
  readonly key: string;
  /** In bytes. */
  readonly size: number;
  readonly sha256: string;
}

/** A part of a stream's list of chunks. */
export interface ChunkListReference {
  readonly key: string;
  /** Of the list itself, in bytes. */
  readonly size: number;
  /** Of the list itself. */
  readonly sha256: string;
  /** How many chunks it lists. */
  readonly chunks: number;
}

/** Where the bytes of one stream of a resource are. */
export interface StreamRecord {
  readonly kind: 'stream';
  /** In bytes. */
  readonly size: number;
  /** Of the binary hashes of its chunks, in order. */
  readonly sha256: string;
  /** In bytes; only the last chunk may be smaller. */
  readonly chunkSize: number;
  readonly chunks: number;
  readonly lists: readonly ChunkListReference[];
  /** What its writer said it holds. */
  readonly identity: string;
  /** Under which its lists and its own chunks are. */
  readonly prefix: string;
}

export type ObjectRecord = PlainObjectRecord | StreamRecord;

/** A record under its logical name. */
export type NamedObjectRecord = ObjectRecord & { readonly name: string };

/** What a hook changed in its resource's section. */
export interface ObjectsDelta {
  readonly put: readonly NamedObjectRecord[];
  /** Logical names. */
  readonly removed: readonly string[];
}

/** The keys of all objects of the bank that a record stands for. */
export function* storedKeys(record: ObjectRecord): Iterable<string> {
  if (record.kind === 'object') {
    yield record.key;
    return;
  }
  for (const { key } of record.lists) yield key;
  yield* chunkKeys(record.prefix, record.chunks);
}

/** The keys of the first `chunks` chunks that were stored under a stream's prefix. */
export function* chunkKeys(prefix: string, chunks: number): Iterable<string> {
  for (let number = 1; number <= chunks; number++) yield chunkKey(prefix, number);
}

/** `number` is from 1. */
export function chunkKey(prefix: string, number: number): string {
  return `${prefix}/${number}`;
}
