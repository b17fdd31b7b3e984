import type {
  Backup,
  CreateBackup,
  CreateImage,
  CreatePort,
  CreateServer,
  CreateSnapshot,
  CreateVolume,
  Image,
  Port,
  Server,
  Session,
  Snapshot,
  Volume,
} from '@karbor/openstack';
import { reaches, vanishes } from './eventually.fixture.js';

/** Has something removed later, and waits until it is gone. */
export type Later = (remove: () => Promise<unknown>, gone: () => Promise<void>) => void;

/** Makes things, ready for use unless told otherwise, that are removed again. `as` is who makes it, by default `demo`. */
export interface Makers {
  volume(wanted?: Partial<CreateVolume>, as?: Session): Promise<Volume>;
  snapshot(wanted: CreateSnapshot, as?: Session): Promise<Snapshot>;
  backup(wanted: CreateBackup, as?: Session): Promise<Backup>;
  /** With these bytes, or `queued` without any. */
  image(bytes?: Uint8Array, wanted?: Partial<CreateImage>, as?: Session): Promise<Image>;
  server(
    wanted: Omit<CreateServer, 'name'> & { readonly name?: string },
    as?: Session,
    microversion?: string
  ): Promise<Server>;
  port(wanted: CreatePort, as?: Session): Promise<Port>;
  /** Takes over what something else made. */
  adopt: {
    volume(id: string, as?: Session): Promise<Volume>;
    image(id: string, as?: Session): Promise<Image>;
  };
}

export function makers(demo: Session, newName: () => string, later: Later): Makers {
  const laterVolume = ({ volume }: Session, id: string) =>
    later(
      () => volume.deleteVolume(id),
      () => vanishes(() => volume.showVolume(id))
    );
  const laterImage = ({ image }: Session, id: string) =>
    later(
      () => image.deleteImage(id),
      () => vanishes(() => image.showImage(id))
    );

  return {
    async volume(wanted = {}, as = demo) {
      const { volume } = as;
      const size = (wanted.snapshot_id ?? wanted.source_volid) === undefined ? { size: 1 } : {};
      const microversion = wanted.group_id === undefined ? undefined : '3.60';
      const { id } = await volume.createVolume({ name: newName(), ...size, ...wanted }, { microversion });
      laterVolume(as, id);
      return reaches(() => volume.showVolume(id), 'available');
    },
    async snapshot(wanted, { volume } = demo) {
      const { id } = await volume.createSnapshot({ name: newName(), ...wanted });
      later(
        () => volume.deleteSnapshot(id),
        () => vanishes(() => volume.showSnapshot(id))
      );
      return reaches(() => volume.showSnapshot(id), 'available');
    },
    async backup(wanted, { volume } = demo) {
      const { id } = await volume.createBackup({ name: newName(), ...wanted });
      later(
        () => volume.deleteBackup(id),
        () => vanishes(() => volume.showBackup(id))
      );
      return reaches(() => volume.showBackup(id), 'available');
    },
    async image(bytes, wanted = {}, as = demo) {
      const { image } = as;
      const { id } = await image.createImage({
        name: newName(),
        disk_format: 'raw',
        container_format: 'bare',
        ...wanted,
      });
      laterImage(as, id);
      if (bytes !== undefined) await image.uploadImageData(id, bytes, { size: bytes.byteLength });
      return image.showImage(id);
    },
    async server(wanted, { compute } = demo, microversion = '2.1') {
      const { id } = await compute.createServer({ name: newName(), ...wanted }, { microversion });
      later(
        () => compute.deleteServer(id),
        () => vanishes(() => compute.showServer(id))
      );
      return reaches(() => compute.showServer(id), 'ACTIVE');
    },
    async port(wanted, { network } = demo) {
      const port = await network.createPort({ name: newName(), ...wanted });
      later(
        () => network.deletePort(port.id),
        () => vanishes(() => network.showPort(port.id))
      );
      return port;
    },
    adopt: {
      volume: (id, as = demo) => {
        laterVolume(as, id);
        return as.volume.showVolume(id);
      },
      image: (id, as = demo) => {
        laterImage(as, id);
        return as.image.showImage(id);
      },
    },
  };
}
