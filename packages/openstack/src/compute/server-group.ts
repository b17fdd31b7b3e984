/** Servers that are to run on the same host, or on different ones. */
export interface ServerGroup {
  readonly id: string;
  readonly name: string;
  /** `affinity`, `anti-affinity`, `soft-affinity` or `soft-anti-affinity`; one of them. */
  readonly policies?: readonly string[];
  /** From 2.64, in place of `policies`. */
  readonly policy?: string;
  /** Ids of servers. */
  readonly members: readonly string[];
}
