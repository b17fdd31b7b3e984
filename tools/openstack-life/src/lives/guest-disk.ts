import { open } from 'node:fs/promises';
import { join } from 'node:path';
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
