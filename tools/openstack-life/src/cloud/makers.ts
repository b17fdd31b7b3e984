import { collect } from '@karbor/openstack';
import type { CreateVolume, Image, Server, Session, Volume } from '@karbor/openstack';
import { reaches, vanishes } from './eventually.js';

export interface WantedServer {
  readonly name: string;
  /** What it boots from, unless the first volume is that. */
  readonly imageId?: string;
  /** Attached in this order. */
  readonly volumeIds?: readonly string[];
  readonly keyName?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Makes things in a project, ready for use. */
export class Makers {
  constructor(private readonly session: Session) {}

  async image(name: string, bytes: Uint8Array, properties: Readonly<Record<string, string>> = {}): Promise<Image> {
    const { image } = this.session;
    // Guests without an operating system let go of such disks only.
    const disks = { hw_disk_bus: 'scsi', hw_scsi_model: 'virtio-scsi' };
    const { id } = await image.createImage({ name, disk_format: 'raw', container_format: 'bare', ...disks, ...properties });
    await image.uploadImageData(id, bytes, { size: bytes.byteLength });
    return image.showImage(id);
  }

  /** Of 1 GiB. */
  async volume(name: string, wanted: Partial<CreateVolume> = {}): Promise<Volume> {
    const { volume } = this.session;
    const microversion = wanted.group_id === undefined ? undefined : '3.60';
    const { id } = await volume.createVolume({ name, size: 1, ...wanted }, { microversion });
    return reaches(() => volume.showVolume(id), 'available');
  }

  async server({ name, imageId, volumeIds = [], keyName, metadata }: WantedServer): Promise<Server> {
    const { compute, network } = this.session;
    const [flavors, networks] = await Promise.all([
      collect(compute.listFlavors()),
      collect(network.listNetworks({ filters: { name: 'private', project_id: await this.session.projectId() } })),
    ]);
    const { id } = await compute.createServer({
      name,
      flavorRef: flavors.find((flavor) => flavor.name === 'm1.nano')?.id ?? '',
      networks: networks.map(({ id: uuid }) => ({ uuid })),
      ...(imageId !== undefined && { imageRef: imageId }),
      ...(keyName !== undefined && { key_name: keyName }),
      ...(metadata && { metadata }),
      block_device_mapping_v2: [
        ...(imageId === undefined ? [] : [{ source_type: 'image' as const, destination_type: 'local' as const, uuid: imageId, boot_index: 0 }]),
        ...volumeIds.map((uuid, index) => ({
          ...{ source_type: 'volume' as const, destination_type: 'volume' as const, uuid },
          boot_index: imageId === undefined && index === 0 ? 0 : -1,
        })),
      ],
    });
    return reaches(() => compute.showServer(id), 'ACTIVE');
  }

  /** Removes a server; its volumes are then free. */
  async removeServer(id: string): Promise<void> {
    const { compute, volume } = this.session;
    const attached = (await compute.showServer(id))['os-extended-volumes:volumes_attached'];
    await compute.deleteServer(id);
    await vanishes(() => compute.showServer(id));
    await Promise.all(attached.map((one) => reaches(() => volume.showVolume(one.id), 'available')));
  }

  async removeVolumes(ids: readonly string[]): Promise<void> {
    const { volume } = this.session;
    await Promise.all(ids.map((id) => volume.deleteVolume(id)));
    await Promise.all(ids.map((id) => vanishes(() => volume.showVolume(id))));
  }

  /** Replaces all bytes of a free volume. */
  async overwriteVolume(id: string, imageId: string): Promise<void> {
    const { volume } = this.session;
    const json = { 'os-reimage': { image_id: imageId, reimage_reserved: false } };
    await this.session.request('volume', { method: 'POST', path: `/volumes/${id}/action`, json, microversion: '3.68' });
    await reaches(() => volume.showVolume(id), 'available');
  }
}
