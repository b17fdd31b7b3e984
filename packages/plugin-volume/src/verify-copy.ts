import { copyDamaged, idOf, statusInCloud } from './copy-in-cloud.js';
import { dataStream } from './data-stream.js';
import type { Verify } from './hook-arguments.js';

/**
 * Proves that the copy is there: in the bank by reading all of it, in the cloud by its state.
 * @throws KarborError `KARBOR_COPY_DAMAGED`; `KARBOR_OBJECT_CORRUPT` from the bank
 */
export async function verifyCopy(args: Verify): Promise<void> {
  const { resource, savedInfo: { copy }, section, signal } = args;
  if (copy.mode === 'image') {
    let bytes = 0;
    for await (const chunk of section.readStream(dataStream, { signal })) bytes += chunk.byteLength;
    if (bytes !== copy.bytes) throw copyDamaged(resource, `the bank has ${bytes} bytes of ${copy.bytes}`);
    return;
  }
  const status = await statusInCloud(args, copy);
  if (status !== 'available') throw copyDamaged(resource, `${copy.mode} ${idOf(copy)} is in state "${status}"`);
}
