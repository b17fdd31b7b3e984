/** What every call takes. */
export interface CallOptions {
  /** Aborting it ends the call, its retries and its body; the call then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** A call whose answer depends on the microversion. */
export interface MicroversionCallOptions extends CallOptions {
  /**
   * The API microversion to ask for, for example `2.26`. `OPENSTACK_MICROVERSION_UNSUPPORTED` when the service has not
   * got it; `session.negotiateMicroversion` tells beforehand.
   */
  readonly microversion?: string | undefined;
}

/** A value in a query; an array repeats the key, `undefined` leaves it out. */
export type QueryValue = string | number | boolean | readonly string[] | undefined;
export type Query = Readonly<Record<string, QueryValue>>;

/** A list that is fetched page by page while it is read. */
export interface ListOptions extends MicroversionCallOptions {
  /** The service's own query parameters, for example `{ status: 'ACTIVE' }`. */
  readonly filters?: Query | undefined;
  /** How many items to ask for at a time. Default: the service's. */
  readonly pageSize?: number | undefined;
}

/** The receipt of a state-changing call. */
export interface Accepted {
  /** `X-Openstack-Request-Id` of the answer: Nova's action log names the action by it. */
  readonly requestId: string | undefined;
}
