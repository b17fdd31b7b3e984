import type { CloudContext } from '../../cloud/cloud-context.js';

/** Memory in MiB, disk in GiB. */
const flavors = [
  { id: '1', name: 'm1.nano', ram: 64, disk: 1, vcpus: 1 },
  { id: '2', name: 'm1.tiny', ram: 512, disk: 1, vcpus: 1 },
  { id: '3', name: 'm1.small', ram: 2048, disk: 20, vcpus: 1 },
  { id: '4', name: 'm1.medium', ram: 4096, disk: 40, vcpus: 2 },
] as const;

export async function createFlavors({ api, address }: CloudContext): Promise<void> {
  const url = `${address('nova')}/v2.1/flavors`;
  const { flavors: present } = await api.get<{ flavors: readonly { readonly name: string }[] }>(url);
  for (const flavor of flavors) if (!present.some(({ name }) => name === flavor.name)) await api.post(url, { flavor });
}
