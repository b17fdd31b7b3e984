/** A service by its type in the catalog (`volumev3` is here `volume`); `devcloud` is this tool's own `/devcloud/` API. */
export type ServiceName = 'identity' | 'image' | 'volume' | 'compute' | 'network' | 'object-store' | 'devcloud';

/** All that is given must match; nothing given matches every request of the cloud's services. */
export interface RequestMatch {
  readonly service?: ServiceName;
  /** In capitals, such as `POST`. */
  readonly method?: string;
  /** Tested against the path within the service and the query, such as `/v2/images/ID/file` or `/v3/PROJECT/volumes/detail?limit=2`. */
  readonly path?: RegExp | string;
}

export interface LoggedRequest {
  /** Counts from 1 and never starts again, also when old entries are dropped. */
  readonly index: number;
  /** ISO 8601. */
  readonly time: string;
  readonly service: ServiceName;
  readonly method: string;
  /** Path within the service, with the query. */
  readonly path: string;
  readonly requestId: string;
  /** Of the token, where a valid one was sent. */
  readonly projectId?: string;
  /** Absent while the request runs and when no answer was sent (dropped, hung, client gone). */
  readonly status?: number;
  /** Id of the fault that hit the request. */
  readonly faultId?: string;
}

/** The requests that arrived, oldest first, without those to `/devcloud/`. Never holds bodies, headers or tokens. */
export interface RequestLog {
  /** Requests since the start, also those that are no longer remembered. */
  readonly total: number;
  list(match?: RequestMatch): readonly LoggedRequest[];
  count(match?: RequestMatch): number;
  clear(): void;
}
