import type { Image } from '@karbor/openstack';
import type { SavedInfo } from './saved-info.js';

/** Fields that are saved by name, and those that only the service sets. */
const fields = new Set([
  ...['id', 'name', 'status', 'visibility', 'owner', 'disk_format', 'container_format', 'protected', 'min_disk', 'min_ram', 'tags'],
  ...['size', 'virtual_size', 'checksum', 'os_hash_algo', 'os_hash_value', 'os_hidden', 'created_at', 'updated_at', 'deleted_at'],
  ...['self', 'file', 'schema', 'stores', 'locations', 'direct_url'],
]);

/** The prefix of properties that Glance keeps for itself. */
const reserved = 'os_glance_';

/** Everything of an image that a restore brings back, besides its bytes. */
export function describeImage(image: Image): Omit<SavedInfo, 'bytes' | 'hashes' | 'members'> {
  return {
    name: image.name ?? '',
    diskFormat: image.disk_format ?? 'raw',
    containerFormat: image.container_format ?? 'bare',
    minDisk: image.min_disk,
    minRam: image.min_ram,
    visibility: image.visibility,
    protected: image.protected,
    hidden: image.os_hidden,
    tags: [...image.tags],
    properties: propertiesOf(image),
  };
}

/** Whether an image holds no bytes but names the snapshots of a server that boots from a volume. */
export function refersToSnapshots(image: Image): boolean {
  return image.size === 0 && typeof image['block_device_mapping'] === 'string';
}

function propertiesOf(image: Image): Record<string, string> {
  const properties: Record<string, string> = {};
  for (const [name, value] of Object.entries(image)) {
    if (fields.has(name) || name.startsWith(reserved)) continue;
    if (typeof value === 'string') properties[name] = value;
  }
  return properties;
}
