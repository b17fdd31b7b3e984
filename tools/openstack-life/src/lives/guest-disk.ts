import { execFile } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Place } from '../cloud/place.js';

/** Writes to a server's own disk, as its guest would: the compute driver of the cloud runs none, but keeps the disk's bytes. */
export async function writeAsGuest({ stateDir }: Place, server: { readonly id: string }, bytes: Uint8Array): Promise<void> {
  const disk = await open(join(stateDir, 'var', 'nova', 'instances', server.id, 'disk'), 'r+');
  try {
    await disk.write(bytes, 0, bytes.byteLength, 0);
  } finally {
    await disk.close();
  }
}

/** Writes to a volume that has a snapshot, as a guest would: to the file that lies on top of that of the snapshot. */
export async function writeToVolume({ stateDir }: Place, { id }: { readonly id: string }): Promise<void> {
  const folder = join(stateDir, 'var', 'cinder', 'volumes');
  const { active } = JSON.parse(await readFile(join(folder, `volume-${id}.info`), 'utf8')) as { active: string };
  await promisify(execFile)('qemu-io', ['-f', 'qcow2', '-c', 'write -P 0x5a 0 1M', join(folder, active)]);
}
