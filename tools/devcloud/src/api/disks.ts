/** A disk as a guest or an operator sees it: a volume, or the root disk of a server that was booted from an image. */
export type DiskRef = { readonly volumeId: string } | { readonly serverId: string };

/**
 * The bytes of disks, past the services. A disk that does not exist is refused with code `NOT_FOUND`.
 * The same over HTTP, for another process: `PUT /devcloud/disks/{volumes|servers}/{id}?offset=N` with the bytes as body (409 when
 * the guest is frozen), `GET` of the same path (whole, or with `Range`), and `GET …/{id}/hash`.
 */
export interface Disks {
  /**
   * Writes as the guest would: it MUST refuse (`DevcloudError` with code `GUEST_FROZEN`) while the server, or the server that the
   * volume is attached to, is not running (paused, suspended, stopped). A volume that is attached to nothing can be written.
   * Bytes past the end of the disk are refused with code `OUT_OF_RANGE`, and nothing is written.
   */
  write(disk: DiskRef, offset: number, bytes: Uint8Array): Promise<void>;
  /** Up to the end of the disk when `length` is missing. */
  read(disk: DiskRef, offset?: number, length?: number): Promise<Buffer>;
  /** SHA-256 of the whole disk, in hex. */
  hash(disk: DiskRef): Promise<string>;
  /** Bytes. */
  size(disk: DiskRef): Promise<number>;
}

export interface GuestWriterOptions {
  readonly serverId: string;
  /** At least one attached volume; the stamp goes to them in this order. */
  readonly volumeIds: readonly string[];
  /** Where in each volume the stamp is written; default 0. */
  readonly offset?: number;
  /** Milliseconds between two stamps; default 1. */
  readonly interval?: number;
}

/**
 * A program in a guest: it writes the same growing number to the first volume, then to the second, and so on, and starts again.
 * It stands still while its server is paused. So copies that were all taken at one instant hold `a ≥ b ≥ … ≥ a - 1`;
 * copies of different instants differ by more as soon as a whole round lies between them.
 */
export interface GuestWriter {
  /** The last number that reached every volume. */
  readonly rounds: number;
  /** Resolves when that many rounds more have been written. */
  waitForRounds(rounds: number): Promise<void>;
  /** Ends it and resolves when its last write has ended. */
  stop(): Promise<void>;
}
