import { KarborError } from '@karbor/plugin-sdk';
import type { Verify } from './hook-arguments.js';
import { nameAndId } from './names.js';
import { rootDiskStream } from './root-disk-stream.js';

/**
 * Proves that the root disk is there by reading all of it; the bank checks every chunk.
 * @throws KarborError `KARBOR_COPY_DAMAGED`; `KARBOR_OBJECT_CORRUPT`, `KARBOR_OBJECT_NOT_FOUND` from the bank
 */
export async function verifyServer({ resource, savedInfo: { rootDisk }, section, signal }: Verify): Promise<void> {
  if (!rootDisk) return;
  let bytes = 0;
  for await (const chunk of section.readStream(rootDiskStream, { signal })) bytes += chunk.byteLength;
  if (bytes === rootDisk.bytes) return;
  throw new KarborError(
    'KARBOR_COPY_DAMAGED',
    `The root disk of server ${nameAndId(resource)} cannot be restored: the bank has ${bytes} bytes of ${rootDisk.bytes}.`,
    { details: { server: resource.id } },
  );
}
