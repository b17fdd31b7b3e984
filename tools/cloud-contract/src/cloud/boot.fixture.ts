import { collect } from '@karbor/openstack';
import type { Image, Server } from '@karbor/openstack';
import { sampleBytes } from './bytes.fixture.js';
import type { Contract } from './contract.fixture.js';

/** What servers of a file boot from, and are connected to. */
export interface Boot {
  readonly bytes: Uint8Array;
  readonly image: Image;
  /** The smallest one. */
  readonly flavorRef: string;
  /** The network `private`. */
  readonly networkId: string;
}

export async function prepareBoot({ demo, make }: Contract, seed: string): Promise<Boot> {
  const bytes = sampleBytes(16 * 1024, seed);
  const image = await make.image(bytes, { os_type: 'linux', hw_disk_bus: 'scsi', hw_scsi_model: 'virtio-scsi' });
  const flavors = await collect(demo.compute.listFlavors());
  const networks = await collect(demo.network.listNetworks({ filters: { name: 'private' } }));
  const flavorRef = flavors.find(({ name }) => name === 'm1.nano')?.id;
  const networkId = networks[0]?.id;
  if (flavorRef === undefined || networkId === undefined)
    throw new Error('There is no flavor m1.nano, or no network "private".');
  return { bytes, image, flavorRef, networkId };
}

/** A server of the image, connected to the network. */
export function boot({ make }: Contract, { image, flavorRef, networkId }: Boot): Promise<Server> {
  return make.server({ imageRef: image.id, flavorRef, networks: [{ uuid: networkId }] });
}
