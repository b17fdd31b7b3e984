import { orAbsent, sessionFrom } from '@karbor/openstack';
import { KarborError } from '@karbor/plugin-sdk';
import { dataStream } from './data-stream.js';
import type { Verify } from './hook-arguments.js';
import { nameAndId } from './names.js';

/**
 * Proves that the copy is there: in the bank by reading all of it, in the cloud by its state.
 * @throws KarborError `KARBOR_COPY_DAMAGED`; `KARBOR_OBJECT_CORRUPT` from the bank
 */
export async function verifyCopy({ resource, savedInfo: { copy }, section, context, signal }: Verify): Promise<void> {
  const { volume } = sessionFrom(context.auth);
  const damaged = (problem: string) =>
    new KarborError('KARBOR_COPY_DAMAGED', `The copy of volume ${nameAndId(resource.name, resource.id)} cannot be restored: ${problem}.`, {
      details: { volume: resource.id },
    });
  if (copy.mode === 'image') {
    let bytes = 0;
    for await (const chunk of section.readStream(dataStream, { signal })) bytes += chunk.byteLength;
    if (bytes !== copy.bytes) throw damaged(`the bank has ${bytes} bytes of ${copy.bytes}`);
    return;
  }
  const id = copy.mode === 'backup' ? copy.backupId : copy.snapshotId;
  const show = () => (copy.mode === 'backup' ? volume.showBackup(id, { signal }) : volume.showSnapshot(id, { signal }));
  const found = await orAbsent<{ readonly status: string }>(show());
  if (!found) throw damaged(`${copy.mode} ${id} is gone`);
  if (found.status !== 'available') throw damaged(`${copy.mode} ${id} is in state "${found.status}"`);
}
