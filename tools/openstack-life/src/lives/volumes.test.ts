import type { Volume } from '@karbor/openstack';
import { expect, test } from 'vitest';
import { bytesOf, hashOfVolumeWith } from '../cloud/bytes.js';
import { volumeHash } from '../cloud/disk-hash.js';
import { volumeKey } from '../karbor/resource-names.js';
import { life } from '../life.js';
import { writeToVolume } from './guest-disk.js';

const modes = ['image', 'backup', 'snapshot'] as const;
const it = life();

/** A volume with bytes of its own, and without the image that it was made of. */
async function makeVolume(name: string): Promise<Volume> {
  const { make, session } = it;
  const { id: imageRef } = await make.image(name, bytesOf(name, 8));
  const volume = await make.volume(name, { imageRef, metadata: { purpose: name } });
  await session.image.deleteImage(imageRef);
  return volume;
}

test('volumes that are free and in use live on in every mode', async () => {
  const { make, operator, session, place } = it;
  const names = modes.flatMap((mode) => [`free-${mode}`, `used-${mode}`]);
  const volumes = await Promise.all(names.map((name) => makeVolume(name)));
  const used = volumes.filter(({ name }) => name?.startsWith('used-'));
  const server = await make.server({ name: 'holder', imageId: (await make.image('origin', bytesOf('origin', 1))).id, volumeIds: used.map(({ id }) => id) });
  const before = await it.listing();
  expect(before.filter((thing) => /^volume used-\w+ in-use,/.test(thing))).toHaveLength(3);

  const modeOf = (name: string | null) => ({ protect_mode: name?.replace(/^(free|used)-/, '') });
  const parameters = Object.fromEntries(volumes.map((volume) => [volumeKey(volume), modeOf(volume.name)]));
  const id = await operator.protect(volumes.map(volumeKey), parameters);
  const copies = (await it.listing()).filter((thing) => !before.includes(thing));
  const kinds = copies.map((thing) => thing.replace(/ .* (?=available$)/, ' ')).filter((thing) => !thing.startsWith('object '));
  expect(kinds).toEqual(['backup available', 'backup available', 'snapshot available', 'snapshot available']);
  expect(await operator.verify(id)).toContain('6 resources verified');

  const changed = volumes.filter(({ name }) => name?.endsWith('-snapshot'));
  for (const volume of changed) await writeToVolume(place, volume);
  await make.removeServer(server.id);
  for (const { id, name } of changed) expect(await volumeHash(session, id)).not.toBe(await hashOfVolumeWith(bytesOf(name ?? '', 8)));
  // Cinder keeps a volume that has snapshots.
  await make.removeVolumes(volumes.filter(({ name }) => !name?.endsWith('-snapshot')).map((volume) => volume.id));
  const restoreNames = volumes.map((volume) => [volumeKey(volume), { restore_name: `restored-${volume.name ?? ''}` }] as const);
  await operator.restore(id, Object.fromEntries(restoreNames));
  const hashes = names.map(async (name) => {
    const restored = await it.volumeNamed(`restored-${name}`);
    expect(restored).toMatchObject({ status: 'available', size: 1, bootable: 'true', metadata: { purpose: name } });
    return [name, await volumeHash(session, restored.id)];
  });
  const expected = names.map(async (name) => [name, await hashOfVolumeWith(bytesOf(name, 8))]);
  expect(Object.fromEntries(await Promise.all(hashes))).toEqual(Object.fromEntries(await Promise.all(expected)));

  const restored = await it.listing();
  await operator.delete(id);
  expect(await it.listing()).toEqual(restored.filter((thing) => !/^(backup|snapshot|object) /.test(thing)));
});
