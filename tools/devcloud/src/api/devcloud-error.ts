export type DevcloudErrorCode =
  /** The guest is paused, suspended or stopped, so nothing can write its disks from inside. */
  | 'GUEST_FROZEN'
  /** The bytes would lie past the end of the disk. */
  | 'OUT_OF_RANGE'
  /** There is no such disk, user or project. */
  | 'NOT_FOUND'
  /** A call of `seed` was refused by a service, or what it made went to error. */
  | 'SEED_FAILED';

/** What devcloud's own functions throw; tell them apart by `code`. */
export class DevcloudError extends Error {
  override readonly name = 'DevcloudError';
  constructor(
    readonly code: DevcloudErrorCode,
    message: string,
  ) {
    super(message);
  }
}
