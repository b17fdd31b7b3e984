export type ImageStatus = 'queued' | 'saving' | 'active' | 'deactivated' | 'killed';
export type Visibility = 'private' | 'shared' | 'public' | 'community';

export interface ImageRecord {
  readonly id: string;
  readonly owner: string;
  readonly createdAt: number;
  updatedAt: number;
  status: ImageStatus;
  name: string | null;
  diskFormat: string | null;
  containerFormat: string | null;
  visibility: Visibility;
  protected: boolean;
  hidden: boolean;
  minDisk: number;
  minRam: number;
  tags: string[];
  /** All that Glance has no field for; on the wire beside the fields. */
  properties: Record<string, string | null>;
  size: number | null;
  /** MD5. */
  checksum: string | null;
  /** SHA-512. */
  hash: string | null;
  /** Projects that a shared image was offered to, and what they said. */
  members: Record<string, 'pending' | 'accepted' | 'rejected'>;
}

export const imageBlob = (id: string): string => `image-${id}`;
