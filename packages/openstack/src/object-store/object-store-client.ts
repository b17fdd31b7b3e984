import type { Accepted, CallOptions } from '../session/call-options.js';
import type { RequestBody } from '../session/service-request.js';
import type {
  AccountHead,
  ContainerEntry,
  ContainerHead,
  ObjectBytes,
  ObjectData,
  ObjectEntry,
  ObjectHead,
} from './stored-object.js';

/** How a list is read: in the order of the names' UTF-8 bytes. */
export interface ObjectListOptions extends CallOptions {
  /** Only names that start with it. */
  readonly prefix?: string | undefined;
  /** Only names after it (before it, in reverse). */
  readonly marker?: string | undefined;
  /** Only names before it (after it, in reverse). */
  readonly endMarker?: string | undefined;
  /** At most so many entries in all. */
  readonly limit?: number | undefined;
  readonly reverse?: boolean | undefined;
  /** How many entries to ask for at a time. Default: the service's (10,000). */
  readonly pageSize?: number | undefined;
}

export interface PutObjectOptions extends CallOptions {
  /** The length of the bytes, if known. Without it a stream goes out chunked. */
  readonly size?: number | undefined;
  /** MD5 of the bytes, hexadecimal: the service checks it (`OPENSTACK_BAD_REQUEST`, 422). */
  readonly etag?: string | undefined;
  /**
   * `*` refuses to replace an object (`OPENSTACK_PRECONDITION_FAILED`). Not a compare-and-swap: overlapping calls may
   * all succeed.
   */
  readonly ifNoneMatch?: '*' | undefined;
  readonly contentType?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** Other headers, with lower case names, for example `x-delete-after`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** The receipt of an object. */
export interface ObjectReceipt extends Accepted {
  /** MD5 of what was stored, hexadecimal, where the service tells. */
  readonly etag: string | undefined;
  /**
   * True when nothing was stored (202): by the clocks of the service, what it has of that name, be it a deletion, is
   * newer.
   */
  readonly superseded: boolean;
}

/** How an object is read. */
export interface ReadOptions extends CallOptions {
  /** Asks all replicas and takes the newest, where Swift else takes the first that answers. */
  readonly newest?: boolean | undefined;
}

/** Swift, Object Storage API v1, in the session's own account. Names may hold any character but none may be empty. */
export interface ObjectStoreClient {
  headAccount(options?: CallOptions): Promise<AccountHead>;
  listContainers(options?: ObjectListOptions): AsyncIterable<ContainerEntry>;

  /** Fine when it is there already. */
  putContainer(
    container: string,
    options?: CallOptions & { readonly headers?: Readonly<Record<string, string>> | undefined }
  ): Promise<Accepted>;
  /** Errors: `OPENSTACK_NOT_FOUND`. */
  headContainer(container: string, options?: CallOptions): Promise<ContainerHead>;
  /** Errors: `OPENSTACK_NOT_FOUND`; `OPENSTACK_CONFLICT` when it is not empty. */
  deleteContainer(container: string, options?: CallOptions): Promise<Accepted>;
  /** Errors: `OPENSTACK_NOT_FOUND` when there is no such container. */
  listObjects(
    container: string,
    options?: ObjectListOptions & { readonly delimiter?: string | undefined }
  ): AsyncIterable<ObjectEntry>;

  /** Replaces the object, if any, atomically. Errors: `OPENSTACK_NOT_FOUND` when there is no such container. */
  putObject(container: string, name: string, data: RequestBody, options?: PutObjectOptions): Promise<ObjectReceipt>;
  /**
   * `offset` and `length` (at least 1) in bytes ask for a part. Errors: `OPENSTACK_NOT_FOUND`; `OPENSTACK_BAD_REQUEST`
   * (416) when `offset` is beyond its end.
   */
  getObject(
    container: string,
    name: string,
    options?: ReadOptions & { readonly offset?: number | undefined; readonly length?: number | undefined }
  ): Promise<ObjectData>;
  /**
   * Reads an object whole, and again when that breaks off. The bytes MUST be as many as the service said and, but for a
   * large object, have its ETag. Errors: `OPENSTACK_NOT_FOUND`; `OPENSTACK_UNEXPECTED_ANSWER`, with `retryable`, when
   * they still do not match.
   */
  readObject(container: string, name: string, options?: ReadOptions): Promise<ObjectBytes>;
  /** Errors: `OPENSTACK_NOT_FOUND`. */
  headObject(container: string, name: string, options?: ReadOptions): Promise<ObjectHead>;
  /**
   * Errors: `OPENSTACK_CONFLICT` when, by the clocks of the service, the object is newer than the call;
   * `OPENSTACK_NOT_FOUND` (also of a repeated call whose first answer was lost: then `noEffect` is false).
   */
  deleteObject(container: string, name: string, options?: CallOptions): Promise<Accepted>;
}
