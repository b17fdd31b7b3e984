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

test('the volumes of a group, one of them in use, live on in every mode, each time from one snapshot of the group', async () => {
  const { make, operator, session } = it;
  const { volume } = session;
  const types = (await collect(volume.listVolumeTypes())).filter(({ name }) => name === '__DEFAULT__');
  const { id: groupId } = await volume.createGroup({ name: 'pair', group_type: groupType, volume_types: types.map(({ id }) => id) });
  await reaches(() => volume.showGroup(groupId), 'available');
  const bytes = { free: bytesOf('free', 4), used: bytesOf('used', 4) };
  const images = { free: await make.image('free', bytes.free), used: await make.image('used', bytes.used) };
  const makeMember = (name: 'free' | 'used') =>
    make.volume(name, { imageRef: images[name].id, group_id: groupId, volume_type: types[0]?.id });
  const [free, used] = await Promise.all([makeMember('free'), makeMember('used')]);
  const server = await make.server({ name: 'holder', imageId: images.used.id, volumeIds: [used.id] });
  const before = await it.listing();
  const protect = (modes: { readonly free: string; readonly used: string }) =>
    operator.protect([free, used].map(volumeKey), {
      [volumeType]: { group_snapshot: 'require' },
      ...{ [volumeKey(free)]: { protect_mode: modes.free }, [volumeKey(used)]: { protect_mode: modes.used } },
    });
  const newKinds = async () =>
    (await it.listing()).flatMap((thing) => (before.includes(thing) || thing.startsWith('object ') ? [] : [thing.replace(/ [^ ]+ (?=available$)/, ' ')]));

  const copied = await protect({ free: 'backup', used: 'image' });
  expect(await newKinds()).toEqual(['backup available']);
  const inSnapshots = await protect({ free: 'snapshot', used: 'snapshot' });
  expect(await newKinds()).toEqual(['backup available', 'group snapshot available', 'snapshot available', 'snapshot available']);
  for (const id of [copied, inSnapshots]) {
    expect(await operator.verify(id)).toContain('2 resources verified');
    const names = { [volumeKey(free)]: { restore_name: 'restored-free' }, [volumeKey(used)]: { restore_name: 'restored-used' } };
    await operator.restore(id, names);
    await operator.delete(id);
    const restored = [await it.volumeNamed('restored-free'), await it.volumeNamed('restored-used')];
    expect(await Promise.all(restored.map((one) => volumeHash(session, one.id)))).toEqual(
      await Promise.all([bytes.free, bytes.used].map(hashOfVolumeWith)),
    );
    await make.removeVolumes(restored.map((one) => one.id));
  }
  expect(await it.listing()).toEqual(before);
  await make.removeServer(server.id);
});
