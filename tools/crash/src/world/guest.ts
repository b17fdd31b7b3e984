import type { Devcloud, DiskRef } from '@karbor/devcloud';

/** In bytes: each part of a disk that is stored in a chunk of its own tells which generation it is of. */
const partSize = 4 * 2 ** 20;

/** What runs in a server: it writes the number of a generation into each part of all its disks. */
export class Guest {
  #generation = 0;

  constructor(
    private readonly cloud: Devcloud,
    readonly serverId: string,
  ) {}

  /** The last one that it has written. */
  get generation(): number {
    return this.#generation;
  }

  /** Writes the first generation. */
  async start(): Promise<void> {
    await this.#write();
  }

  /** Goes on to the next generation, unless its server stands still. */
  async goOn(): Promise<void> {
    await this.cloud.settled();
    const server = this.cloud.inventory().servers.find(({ id }) => id === this.serverId);
    if (server?.status !== 'ACTIVE') return;
    this.#generation += 1;
    await this.#write();
  }

  async #write(): Promise<void> {
    for (const disk of disksOf(this.cloud, this.serverId)) {
      const size = await this.cloud.disks.size(disk);
      for (let place = 0; place < size; place += partSize) await this.cloud.disks.write(disk, place, stampOf(this.#generation));
    }
  }
}

/** The disks of a server in their order, its own first. */
export function disksOf(cloud: Devcloud, serverId: string): readonly DiskRef[] {
  const server = cloud.inventory().servers.find(({ id }) => id === serverId);
  if (!server) return [];
  const own: readonly DiskRef[] = server.imageId === null ? [] : [{ serverId }];
  return [...own, ...server.volumeIds.map((volumeId) => ({ volumeId }))];
}

/** The generations that the parts of a disk are of; they are blanked in its bytes. */
export function takeGenerations(bytes: Buffer): ReadonlySet<number> {
  const found = new Set<number>();
  for (let place = 0; place < bytes.length; place += partSize) {
    found.add(bytes.readUInt32BE(place));
    bytes.writeUInt32BE(0, place);
  }
  return found;
}

function stampOf(generation: number): Buffer {
  const stamp = Buffer.alloc(4);
  stamp.writeUInt32BE(generation);
  return stamp;
}
