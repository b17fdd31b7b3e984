/** Who asks for an operation. */
export interface Context {
  readonly projectId: string;
  /**
   * The project whose checkpoints are listed, shown, verified or restored, where that is not `projectId`: so what one project
   * has protected is restored into another, perhaps of another cloud. Checkpoints of another project are only read. Core
   * does not ask whether that is allowed: whoever makes the context answers for it.
   */
  readonly checkpointProjectId?: string;
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
