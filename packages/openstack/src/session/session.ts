import type { ComputeClient } from '../compute/compute-client.js';
import type { IdentityClient } from '../identity/identity-client.js';
import type { ImageClient } from '../image/image-client.js';
import type { NetworkClient } from '../network/network-client.js';
import type { ObjectStoreClient } from '../object-store/object-store-client.js';
import type { VolumeClient } from '../volume/volume-client.js';
import type { CallOptions } from './call-options.js';
import type { ServiceAnswer, ServiceRequest, ServiceStream } from './service-request.js';

/**
 * The services that this package knows, by their type in the catalog (`volume` stands for Cinder v3 under any of its
 * names).
 */
export type ServiceType = 'identity' | 'compute' | 'volume' | 'image' | 'network' | 'object-store';

/** Who the session is, as Keystone said. */
export interface Authentication {
  readonly userId: string;
  readonly userName: string;
  /** Missing when the token has no project. */
  readonly projectId: string | undefined;
  readonly projectName: string | undefined;
  readonly projectDomainId: string | undefined;
  /** The names of the roles. */
  readonly roles: readonly string[];
  /** ISO 8601. The session renews its token before. */
  readonly expiresAt: string;
}

/**
 * A connection to one project of one cloud. It can be shared by any number of concurrent calls.
 *
 * - Nothing is sent before the first call. The token MUST be renewed before it ends, and once when a service answers
 *   401; concurrent renewals MUST share one request. (A session made from a token cannot renew it.)
 * - Calls that are idempotent MUST be retried with exponential backoff and jitter on connection errors, 429 and 5xx, a
 *   bounded number of times, honouring `Retry-After`. Others MUST be retried only where the service certainly did
 *   nothing (429, or the request could not be sent). A streamed body that cannot be read again MUST NOT be sent again
 *   once some of it was read.
 * - Every error is an `OpenStackError`, except that an aborted call rejects with its signal's reason.
 * - A session MUST NOT show its token or password in JSON, in `inspect` output or in an error.
 */
export interface Session {
  readonly kind: 'openstack-session';
  readonly apiVersion: 1;

  readonly identity: IdentityClient;
  readonly compute: ComputeClient;
  readonly volume: VolumeClient;
  readonly image: ImageClient;
  readonly network: NetworkClient;
  readonly objectStore: ObjectStoreClient;

  /**
   * Gets a token unless there is a good one, and says who the session is. Errors: `OPENSTACK_AUTHENTICATION_FAILED`.
   */
  authenticate(options?: CallOptions): Promise<Authentication>;
  /** The id of the session's project. Errors: `OPENSTACK_NO_PROJECT`. */
  projectId(options?: CallOptions): Promise<string>;
  /** The id of the session's user. */
  userId(options?: CallOptions): Promise<string>;

  /** The address of a service, with its version, without a slash at the end. Errors: `OPENSTACK_NO_ENDPOINT`. */
  endpoint(service: ServiceType, options?: CallOptions): Promise<string>;
  /** The highest microversion that the service has (remembered), or `undefined` when it has none or does not tell. */
  maxMicroversion(service: ServiceType, options?: CallOptions): Promise<string | undefined>;
  /** The lower of `wanted` and what the service has at most; `undefined` (use the base version) when it has none. */
  negotiateMicroversion(service: ServiceType, wanted: string, options?: CallOptions): Promise<string | undefined>;

  /** A call that the clients lack: sends a request to a service and reads the whole answer (JSON). */
  request<T = unknown>(service: ServiceType, request: ServiceRequest): Promise<ServiceAnswer<T>>;
  /**
   * The same with a streamed answer. Its body MUST be read to the end, or its iterator returned, or the signal
   * aborted.
   */
  stream(service: ServiceType, request: ServiceRequest): Promise<ServiceStream>;

  /** Ends all connections: calls that still run, and later ones, reject with `OPENSTACK_SESSION_CLOSED`. Idempotent. */
  close(): Promise<void>;
}

/** Settings of {@link connect}. */
export interface ConnectOptions {
  /** How calls are retried. */
  readonly retry?: RetryPolicy | undefined;
  /** The seconds before its end at which a token is renewed. Default 300 (or half its life, if that is shorter). */
  readonly renewBefore?: number | undefined;
  /** How many connections to one address may be open at once; further calls wait. Default: any number. */
  readonly connections?: number | undefined;
  /** What to put before `karbor-openstack` in the `User-Agent` header. */
  readonly userAgent?: string | undefined;
  /** The environment to read `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` from. Default `process.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}

/** How idempotent calls are retried. */
export interface RetryPolicy {
  /** Attempts in all, at least 1. Default 5. */
  readonly attempts?: number | undefined;
  /** Milliseconds before the second attempt; doubled each time. Default 250. */
  readonly minDelay?: number | undefined;
  /** Milliseconds between two attempts at most, unless `Retry-After` asks for more. Default 10,000. */
  readonly maxDelay?: number | undefined;
  /**
   * Milliseconds that `Retry-After` may ask for; a call that would have to wait longer fails at once. Default 120,000.
   */
  readonly maxRetryAfter?: number | undefined;
}
