import { collect } from '@karbor/openstack';
import { expect, test } from 'vitest';
import { bytesOf, hashOfVolumeWith } from '../cloud/bytes.js';
import { volumeHash } from '../cloud/disk-hash.js';
import { volumeKey } from '../karbor/resource-names.js';
import { life } from '../life.js';

const it = life();

test('a volume lives on from a full backup and from one that is based on it, which go in this order only', async () => {
  const { make, operator, session } = it;
  const [first, second] = [bytesOf('first', 8), bytesOf('second', 24)];
  const volume = await make.volume('chained', { imageRef: (await make.image('first', first)).id });
  const before = await it.listing();
  const protect = (incremental: boolean) => operator.protect([volumeKey(volume)], { [volumeKey(volume)]: { protect_mode: 'backup', incremental } });
  const full = await protect(false);
  await make.overwriteVolume(volume.id, (await make.image('second', second)).id);
  const based = await protect(true);
  const backups = await collect(session.volume.listBackups());
  expect(backups.map((backup) => backup.is_incremental).sort()).toEqual([false, true]);
  for (const id of [full, based]) expect(await operator.verify(id)).toContain('1 resources verified');

  await make.removeVolumes([volume.id]);
  await operator.restore(based, { [volumeKey(volume)]: { restore_name: 'as-second' } });
  await operator.restore(full, { [volumeKey(volume)]: { restore_name: 'as-first' } });
  const hashNamed = async (name: string) => volumeHash(session, (await it.volumeNamed(name)).id);
  expect(await Promise.all([hashNamed('as-first'), hashNamed('as-second')])).toEqual([await hashOfVolumeWith(first), await hashOfVolumeWith(second)]);

  const refused = await operator.start('checkpoint', 'delete', full).ended;
  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.err).toContain('KARBOR_BACKUP_NEEDED');
  expect(refused.err).toContain(based);
  expect(await collect(session.volume.listBackups())).toHaveLength(2);
  await operator.delete(based);
  await operator.delete(full);
  const isOther = (thing: string) => !/^(volume|image) /.test(thing);
  expect((await it.listing()).filter(isOther)).toEqual(before.filter(isOther));
});
