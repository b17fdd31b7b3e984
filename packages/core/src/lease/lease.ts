/** A share in the lease of this process on a bank: while it is held nobody takes over what the process does there. */
export interface Lease {
  /** The id of this process as an owner: `[a-z0-9-]{1,64}`. Another for each time that a process holds a lease. */
  readonly owner: string;
  /** Aborted with `KARBOR_LEASE_LOST` as soon as it is known to be lost. That is for good. */
  readonly lost: AbortSignal;
  /**
   * To be called before every write and every cloud call. Synchronous and cheap.
   * @throws KarborError `KARBOR_LEASE_LOST` when less is left of it than its validity window, counted from before its last
   * good renewal was sent; and after `release`
   */
  check(): void;
  /** Gives the share back; with the last one the lease ends. Idempotent. Never rejects: what stays runs out. */
  release(): Promise<void>;
}
