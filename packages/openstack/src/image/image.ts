/** An image, as Glance describes it. Its own properties stand beside these fields, with string values. */
export interface Image {
  readonly id: string;
  readonly name: string | null;
  /** `queued`, `saving`, `active`, `importing`, `deactivated`, `killed`, `deleted`, `pending_delete`. */
  readonly status: string;
  readonly visibility: 'public' | 'private' | 'shared' | 'community';
  readonly owner: string;
  readonly disk_format: string | null;
  readonly container_format: string | null;
  /** Bytes; null before the upload. */
  readonly size: number | null;
  readonly virtual_size: number | null;
  /** MD5, hexadecimal. */
  readonly checksum: string | null;
  /** For example `sha512`. */
  readonly os_hash_algo: string | null;
  readonly os_hash_value: string | null;
  readonly os_hidden: boolean;
  readonly protected: boolean;
  /** GiB. */
  readonly min_disk: number;
  /** MiB. */
  readonly min_ram: number;
  readonly tags: readonly string[];
  readonly created_at: string;
  readonly updated_at: string;
  readonly self: string;
  readonly file: string;
  readonly schema: string;
  readonly [property: string]: unknown;
}

/** What an image is registered with; the fields are Glance's own, any other is a property of the image. */
export interface CreateImage {
  readonly name: string;
  readonly disk_format?: string | undefined;
  readonly container_format?: string | undefined;
  readonly visibility?: Image['visibility'] | undefined;
  readonly protected?: boolean | undefined;
  readonly min_disk?: number | undefined;
  readonly min_ram?: number | undefined;
  readonly os_hidden?: boolean | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly [property: string]: string | number | boolean | readonly string[] | undefined;
}

/** A change of an image. `path` is `/` and the field's or property's name (`~` written `~0`, `/` written `~1`). */
export type ImagePatch =
  | {
      readonly op: 'add' | 'replace';
      readonly path: string;
      readonly value: string | number | boolean | readonly string[];
    }
  | { readonly op: 'remove'; readonly path: string };

/** A project that an image is shared with. */
export interface ImageMember {
  readonly image_id: string;
  /** The project's id. */
  readonly member_id: string;
  /** Whether that project sees it in its list. */
  readonly status: 'pending' | 'accepted' | 'rejected';
}

/** An image's bytes on their way. */
export interface ImageData {
  /** The bytes that `body` will bring, where the service says. */
  readonly size: number | undefined;
  /** Can be read once, with backpressure. */
  readonly body: AsyncIterable<Uint8Array>;
}
