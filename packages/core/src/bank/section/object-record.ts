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

/** Chunks that follow each other under one prefix. */
export interface ChunkRun {
  readonly prefix: string;
  /** The number under the prefix of the first chunk, from 1. */
  readonly first: number;
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
  /** Where its chunks are, in order, when it has used some of an earlier try again; else all are under `prefix`. */
  readonly runs?: readonly ChunkRun[];
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
  yield* keysOf(record, () => true);
}

/** The same without the chunks of an earlier try that it has used again. */
export function* ownKeys(record: ObjectRecord): Iterable<string> {
  yield* keysOf(record, (prefix) => record.kind === 'stream' && prefix === record.prefix);
}

function* keysOf(record: ObjectRecord, isWanted: (prefix: string) => boolean): Iterable<string> {
  if (record.kind === 'object') {
    yield record.key;
    return;
  }
  for (const { key } of record.lists) yield key;
  for (const run of record.runs ?? [{ prefix: record.prefix, first: 1, chunks: record.chunks }]) {
    if (isWanted(run.prefix)) yield* chunkKeys(run);
  }
}

export function* chunkKeys({ prefix, first, chunks }: ChunkRun): Iterable<string> {
  for (let number = first; number < first + chunks; number++) yield chunkKey(prefix, number);
}

/** `number` is from 1. */
export function chunkKey(prefix: string, number: number): string {
  return `${prefix}/${number}`;
}
