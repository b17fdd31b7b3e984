/** A flavor. */
export interface Flavor {
  readonly id: string;
  readonly name: string;
  readonly vcpus: number;
  /** MiB. */
  readonly ram: number;
  /** GiB. */
  readonly disk: number;
  /** MiB, or an empty string for none. */
  readonly swap: number | '';
  /** GiB. */
  readonly 'OS-FLV-EXT-DATA:ephemeral': number;
  readonly 'os-flavor-access:is_public': boolean;
}

/** An SSH key, by name, of the session's user. */
export interface Keypair {
  readonly name: string;
  readonly public_key: string;
  readonly fingerprint: string;
}

/** Nova's quotas of a project: by name (`instances`, `cores`, `ram`, …) the limit, -1 for none. */
export type ComputeQuotaSet = Readonly<Record<string, number>>;

/** Nova's limits and use of the session's project: `maxTotalInstances`, `totalInstancesUsed`, … */
export type ComputeLimits = Readonly<Record<string, number>>;
