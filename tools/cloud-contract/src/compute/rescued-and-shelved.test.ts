import type { Server } from '@karbor/openstack';
import { beforeAll, expect, test } from 'vitest';
import { boot, prepareBoot } from '../cloud/boot.fixture.js';
import type { Boot } from '../cloud/boot.fixture.js';
import { contract } from '../cloud/contract.fixture.js';
import { eventually, reaches } from '../cloud/eventually.fixture.js';
import { refused } from '../cloud/refused.fixture.js';

const cloud = contract();
let from: Boot;

beforeAll(async () => {
  from = await prepareBoot(cloud, 'rescue');
});

const act = (id: string, name: string) =>
  cloud.demo.request('compute', { method: 'POST', path: `/servers/${id}/action`, json: { [name]: null } });

async function settles(id: string, status: string): Promise<Server> {
  const read = () => cloud.demo.compute.showServer(id);
  return eventually(`server ${id}`, read, (one) => one.status === status && one['OS-EXT-STS:task_state'] === null);
}

test('a server in RESCUE runs, and cannot be paused', async () => {
  const { id } = await boot(cloud, from);
  await act(id, 'rescue');
  expect(await settles(id, 'RESCUE')).toMatchObject({ 'OS-EXT-STS:power_state': 1 });
  await refused(cloud.demo.compute.pauseServer(id), 409, /Cannot 'pause' instance .* while it is in vm_state rescued/);
  await act(id, 'unrescue');
  await settles(id, 'ACTIVE');
});

test('Cinder shows no attachment of a volume whose server is shelved, Nova shows the volume', async () => {
  const { demo, make } = cloud;
  const volume = await make.volume({ imageRef: from.image.id });
  const device = { boot_index: 0, uuid: volume.id, source_type: 'volume', destination_type: 'volume' } as const;
  const { id } = await make.server({
    flavorRef: from.flavorRef,
    networks: [{ uuid: from.networkId }],
    block_device_mapping_v2: [device],
  });
  await act(id, 'shelve');
  const shelved = await settles(id, 'SHELVED_OFFLOADED');
  expect(shelved['os-extended-volumes:volumes_attached']).toMatchObject([{ id: volume.id }]);
  const reserved = await reaches(() => demo.volume.showVolume(volume.id), 'reserved');
  expect(reserved.attachments).toEqual([]);
  await act(id, 'unshelve');
  await settles(id, 'ACTIVE');
  expect(await demo.volume.showVolume(volume.id)).toMatchObject({ status: 'in-use' });
});
