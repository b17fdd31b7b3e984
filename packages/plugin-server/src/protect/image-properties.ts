import type { Image } from '@karbor/openstack';

/** Properties of an image that say how a guest runs from it, by name or by the start of the name. */
const names = ['architecture', 'hypervisor_type', 'img_config_drive', 'kernel_id', 'ramdisk_id', 'vm_mode'];
const prefixes = ['hw_', 'os_', 'trait:', 'vmware_'];
/** Glance's own fields that look like such properties. */
const fields = ['os_hash_algo', 'os_hash_value', 'os_hidden'];

/** What the image of a root disk must have again, so that the guest runs as before. */
export function imageProperties(image: Image): Record<string, string> {
  const properties: Record<string, string> = {};
  for (const [name, value] of Object.entries(image)) {
    if (typeof value === 'string' && isOfTheGuest(name)) properties[name] = value;
  }
  return properties;
}

function isOfTheGuest(name: string): boolean {
  if (fields.includes(name) || name.startsWith('os_glance_')) return false;
  return names.includes(name) || prefixes.some((prefix) => name.startsWith(prefix));
}
