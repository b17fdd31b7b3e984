/** What a state change is about; each can have its own duration. */
export type TransitionKind = 'volume' | 'snapshot' | 'backup' | 'restore' | 'image' | 'server' | 'attachment';

/** A project made at the start, with one user of the same name who is a member of it. */
export interface ProjectSeed {
  readonly name: string;
  readonly description?: string;
  readonly tags?: readonly string[];
}

export interface DevcloudOptions {
  /** TCP port on 127.0.0.1; 0 (the default) takes a free one. */
  readonly port?: number;
  /**
   * Where state lives: records as JSON files, disks as sparse files. A cloud started again on the same folder has
   * everything that was in it. Without a folder all is in memory and gone after `stop()`.
   */
  readonly folder?: string;
  /**
   * How many bytes one "GB" of a volume or of a flavor's disk holds. The real services take 1 GiB; the default here
   * is 1 MiB so that tests are quick. All checks of size (an image larger than its volume) use this scale.
   */
  readonly volumeBytesPerGigabyte?: number;
  /**
   * How long states such as `creating` last, in milliseconds: one number for all, or one per kind.
   * Default 10. Work with bytes (copying, hashing) comes on top.
   */
  readonly delay?: number | Partial<Readonly<Record<TransitionKind, number>>>;
  /** Lifetime of a token in seconds; default 14,400 as in Keystone's lab configuration. */
  readonly tokenLifetime?: number;
  /** Password of every user made at the start; default `devcloud`. */
  readonly password?: string;
  /** Default `demo` and `alt`. A project `admin`, whose user `admin` is admin everywhere, is always there. */
  readonly projects?: readonly ProjectSeed[];
  /** Milliseconds since the epoch; default `Date.now`. Timestamps and the expiry of tokens use it, delays do not. */
  readonly clock?: () => number;
  /** The availability zones of volumes and servers; default `nova`. What asks for none is in the first. */
  readonly zones?: readonly [string, ...string[]];
  /**
   * Volumes are clones of the image or snapshot that they were made of, as on Ceph: while they are there the image cannot be
   * deleted (409), and the snapshot becomes `available` again after its deletion has begun. Default false.
   */
  readonly clones?: boolean;
  /** The newest microversion that Nova speaks; default 2.93. Give an older one for a cloud of its time. */
  readonly computeMicroversion?: `2.${number}`;
  /** How many requests `Devcloud.requests` remembers; default 10,000. */
  readonly requestLogLimit?: number;
}
