/** Everything is made through the cloud's own HTTP API by the user `project` (default `demo`), and is ready when the promise resolves. */
export interface Seed {
  /** Resolves to the image's id; `active`. */
  image(image: ImageSeed): Promise<string>;
  /** Resolves to the volume's id; `available`. */
  volume(volume: VolumeSeed): Promise<string>;
  /** Resolves to the server's id; `ACTIVE`, with the volumes attached. */
  server(server: ServerSeed): Promise<string>;
}

export interface ImageSeed {
  readonly project?: string;
  readonly name: string;
  readonly bytes: Uint8Array;
  /** `disk_format`, `visibility`, `os_distro`, …; default format `raw` in container `bare`. */
  readonly properties?: Readonly<Record<string, unknown>>;
}

export interface VolumeSeed {
  readonly project?: string;
  readonly name: string;
  /** GB; default 1. */
  readonly size?: number;
  readonly imageId?: string;
  /** Name or id; default `__DEFAULT__`. */
  readonly volumeType?: string;
  readonly bootable?: boolean;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Written at the start of the volume, after what its image brought. */
  readonly bytes?: Uint8Array;
}

export interface ServerSeed {
  readonly project?: string;
  readonly name: string;
  /** Boots from this image; the root disk is the server's own. */
  readonly imageId?: string;
  /** Boots from this volume. */
  readonly bootVolumeId?: string;
  /** Attached after the boot, in this order. */
  readonly volumeIds?: readonly string[];
  /** Name or id; default `m1.tiny`. */
  readonly flavor?: string;
  /** More of Nova's `server`, such as `metadata`, `key_name`, `user_data`, `networks` (default: the project's `private` network). */
  readonly properties?: Readonly<Record<string, unknown>>;
}
