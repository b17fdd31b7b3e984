/** What an account holds. */
export interface AccountHead {
  readonly containerCount: number;
  readonly objectCount: number;
  readonly bytesUsed: number;
  /** Lower case names. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What a container holds. Counts may lag behind. */
export interface ContainerHead {
  readonly objectCount: number;
  readonly bytesUsed: number;
  /** The container's own metadata, by lower case name without `x-container-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** What is told of an object. */
export interface ObjectHead {
  /** Bytes; of the part that comes, for a part. */
  readonly size: number | undefined;
  /** MD5 of the bytes, hexadecimal, without quotes (of a large object: a hash over its segments'). */
  readonly etag: string | undefined;
  readonly contentType: string | undefined;
  /** HTTP date. */
  readonly lastModified: string | undefined;
  /** The object's own metadata, by lower case name without `x-object-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** An object's bytes on their way. */
export interface ObjectData extends ObjectHead {
  /** Can be read once, with backpressure. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** An object's bytes, whole. */
export interface ObjectBytes extends ObjectHead {
  readonly bytes: Uint8Array;
}

/** An entry of an account's list. */
export interface ContainerEntry {
  readonly name: string;
  readonly count: number;
  readonly bytes: number;
  readonly last_modified?: string;
}

/** An entry of a container's list: an object, or (with `delimiter`) a common prefix. */
export type ObjectEntry = ListedObject | { readonly subdir: string };

export interface ListedObject {
  readonly name: string;
  readonly bytes: number;
  /** MD5, hexadecimal. */
  readonly hash: string;
  readonly content_type: string;
  /** UTC, without a zone. */
  readonly last_modified: string;
}
