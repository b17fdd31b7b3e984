import { KarborError } from '@karbor/plugin-sdk';
import { dataStream } from './data-stream.js';
import type { Verify } from './hook-arguments.js';
import { nameAndId } from './names.js';

/**
 * Reads all that is stored, which checks every byte.
 * @throws KarborError `KARBOR_COPY_DAMAGED`; `KARBOR_OBJECT_CORRUPT` from the bank
 */
export async function verifyImage({ resource, savedInfo, section, signal }: Verify): Promise<void> {
  let bytes = 0;
  for await (const chunk of section.readStream(dataStream, { signal })) bytes += chunk.byteLength;
  if (bytes === savedInfo.bytes) return;
  throw new KarborError(
    'KARBOR_COPY_DAMAGED',
    `The copy of image ${nameAndId(resource.name, resource.id)} cannot be restored: the bank has ${bytes} bytes of ${savedInfo.bytes}.`,
    { details: { image: resource.id } },
  );
}
