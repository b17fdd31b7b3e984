import { toSeconds } from '../state/clock.js';
import type { ImageRecord } from './records.js';

/** An image as Glance shows it, its properties flattened among the fields. */
export const imageView = (image: ImageRecord): Record<string, unknown> => ({
  ...image.properties,
  name: image.name,
  disk_format: image.diskFormat,
  container_format: image.containerFormat,
  visibility: image.visibility,
  size: image.size,
  virtual_size: image.diskFormat === 'raw' ? image.size : null,
  status: image.status,
  checksum: image.checksum,
  protected: image.protected,
  min_ram: image.minRam,
  min_disk: image.minDisk,
  owner: image.owner,
  os_hidden: image.hidden,
  os_hash_algo: image.hash === null ? null : 'sha512',
  os_hash_value: image.hash,
  id: image.id,
  created_at: toSeconds(image.createdAt),
  updated_at: toSeconds(image.updatedAt),
  tags: image.tags,
  self: `/v2/images/${image.id}`,
  file: `/v2/images/${image.id}/file`,
  schema: '/v2/schemas/image',
  ...(image.status === 'active' && { stores: 'file' }),
});
