/** Who asks for an operation. */
export interface Context {
  readonly projectId: string;
  readonly projectName?: string;
  readonly userId?: string;
  /** Names this request in logs and services. Core fills it when it is missing. */
  readonly requestId?: string;
  /**
   * What the plugins need to act for this project. Opaque to core; the OpenStack plugins read it through
   * `@karbor/openstack`. It renews itself and MUST NOT be stored or logged.
   */
  readonly auth?: unknown;
}
