import { collect } from '@karbor/openstack';
import type { Session } from '@karbor/openstack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bytesOf, hashOfVolumeWith } from '../cloud/bytes.js';
import { volumeHash } from '../cloud/disk-hash.js';
import { reaches } from '../cloud/eventually.js';
import { volumeKey, volumeType } from '../karbor/resource-names.js';
import { life } from '../life.js';

const it = life();
let groupType: string;

const asAdmin = (request: Omit<Parameters<Session['request']>[1], 'microversion'>) =>
  it.admin.request<{ group_type: { id: string } }>('volume', { ...request, microversion: '3.60' });

// Only an administrator makes types.
beforeAll(async () => {
  const group_type = { name: `life-${it.place.account}`, is_public: true };
  const { body } = await asAdmin({ method: 'POST', path: '/group_types', json: { group_type } });
  groupType = body.group_type.id;
  const group_specs = { consistent_group_snapshot_enabled: '<is> False' };
  await asAdmin({ method: 'POST', path: `/group_types/${groupType}/group_specs`, json: { group_specs } });
});
afterAll(() => asAdmin({ method: 'DELETE', path: `/group_types/${groupType}` }));

test('the volumes of a group live on, from one snapshot of the group', async () => {
  const { make, operator, session } = it;
  const { volume } = session;
  const bytes = { one: bytesOf('one', 4), other: bytesOf('other', 4) };
  const types = (await collect(volume.listVolumeTypes())).filter(({ name }) => name === '__DEFAULT__');
  const { id: groupId } = await volume.createGroup({ name: 'pair', group_type: groupType, volume_types: types.map(({ id }) => id) });
  await reaches(() => volume.showGroup(groupId), 'available');
  const members = await Promise.all(
    Object.entries(bytes).map(async ([name, content]) => {
      const { id: imageRef } = await make.image(name, content);
      return make.volume(name, { imageRef, group_id: groupId, volume_type: types[0]?.id });
    }),
  );
  const before = await it.listing();
  const protect = (mode: string) =>
    operator.protect(members.map(volumeKey), { [volumeType]: { protect_mode: mode, group_snapshot: 'require' } });

  const inImages = await protect('image');
  expect(await it.listing()).toEqual(before);
  const inSnapshots = await protect('snapshot');
  const kept = (await it.listing()).filter((thing) => !before.includes(thing));
  expect(kept.map((thing) => thing.replace(/ [^ ]+ (?=available$)/, ' '))).toEqual([
    ...['group snapshot available', 'snapshot available', 'snapshot available'],
  ]);
  for (const id of [inImages, inSnapshots]) expect(await operator.verify(id)).toContain('2 resources verified');

  // What is in the bank lies there as that of any volume.
  await operator.delete(inImages);
  const names = Object.fromEntries(members.map((one) => [volumeKey(one), { restore_name: `restored-${one.name ?? ''}` }]));
  await operator.restore(inSnapshots, names);
  await operator.delete(inSnapshots);
  expect((await it.listing()).filter((thing) => !thing.startsWith('volume restored-'))).toEqual(before);
  const hashOf = async (name: string) => volumeHash(session, (await it.volumeNamed(name)).id);
  expect(await Promise.all(['restored-one', 'restored-other'].map(hashOf))).toEqual(
    await Promise.all([bytes.one, bytes.other].map(hashOfVolumeWith)),
  );
});
