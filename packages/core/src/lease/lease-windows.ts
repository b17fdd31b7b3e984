/** The times of a lease, in milliseconds. `renewMs + validityMs < expireMs` MUST hold. */
export interface LeaseWindows {
  /** A lease whose renewal has not changed for so long has run out: others may take over what its owner was doing. */
  readonly expireMs: number;
  /** A lease is renewed so long after it was renewed last. */
  readonly renewMs: number;
  /** What an owner MUST have left of its lease to start a write or a cloud call. */
  readonly validityMs: number;
}

/** Karbor's. */
export const defaultLeaseWindows: LeaseWindows = { expireMs: 600_000, renewMs: 120_000, validityMs: 100_000 };
