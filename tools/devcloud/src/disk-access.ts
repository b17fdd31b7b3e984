import type { DiskRef, Disks } from './api/disks.js';
import { DevcloudError } from './api/devcloud-error.js';
import { volumeBlob } from './cinder/records.js';
import { rootBlob } from './nova/records.js';
import type { Cloud } from './state/cloud.js';
import { Digests } from './storage/digests.js';

const labelOf = (disk: DiskRef): string =>
  'volumeId' in disk ? `volume ${disk.volumeId}` : `the root disk of server ${disk.serverId}`;

/** Disks as the guest sees them. */
export class DiskAccess implements Disks {
  constructor(private readonly cloud: Cloud) {}

  async #blobOf(disk: DiskRef): Promise<{ name: string; size: number }> {
    const name = 'volumeId' in disk ? volumeBlob(disk.volumeId) : rootBlob(disk.serverId);
    try {
      return { name, size: await this.cloud.blobs.size(name) };
    } catch {
      throw new DevcloudError('NOT_FOUND', `There is no ${labelOf(disk)}.`);
    }
  }

  #serversOf(disk: DiskRef): string[] {
    if ('serverId' in disk) return [disk.serverId];
    return this.cloud.tables.attachments
      .filter(({ volumeId }) => volumeId === disk.volumeId)
      .flatMap(({ serverId }) => serverId ?? []);
  }

  #refuseFrozen(disk: DiskRef): void {
    for (const id of this.#serversOf(disk)) {
      const server = this.cloud.tables.servers.get(id);
      if (server !== undefined && server.vmState !== 'active')
        throw new DevcloudError(
          'GUEST_FROZEN',
          `Server ${id} is ${server.vmState}: nothing in it can write ${labelOf(disk)}.`,
        );
    }
  }

  async write(disk: DiskRef, offset: number, bytes: Uint8Array): Promise<void> {
    const { name, size } = await this.#blobOf(disk);
    if (offset < 0 || offset + bytes.length > size)
      throw new DevcloudError(
        'OUT_OF_RANGE',
        `Bytes ${offset} to ${offset + bytes.length} are not all within ${labelOf(disk)}, which has ${size}.`,
      );
    await this.cloud.guestTurns.take(this.#serversOf(disk)[0] ?? name, async () => {
      this.#refuseFrozen(disk);
      await this.cloud.blobs.write(name, offset, bytes);
    });
  }

  async read(disk: DiskRef, offset = 0, length?: number): Promise<Buffer> {
    const { name, size } = await this.#blobOf(disk);
    return this.cloud.blobs.read(name, offset, length ?? size - offset);
  }

  async hash(disk: DiskRef): Promise<string> {
    const { name } = await this.#blobOf(disk);
    const digests = new Digests('sha256');
    await digests.drain(this.cloud.blobs.stream(name) as AsyncIterable<Buffer>);
    return digests.hex('sha256');
  }

  async size(disk: DiskRef): Promise<number> {
    return (await this.#blobOf(disk)).size;
  }
}
