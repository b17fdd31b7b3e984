import { collect } from '@karbor/openstack';
import type { Server } from '@karbor/openstack';
import { expect, test } from 'vitest';
import { bytesOf, sha512 } from '../cloud/bytes.js';
import { rootDiskHash } from '../cloud/disk-hash.js';
import { reaches, vanishes } from '../cloud/eventually.js';
import { imageType, serverKey, serverType, volumeType } from '../karbor/resource-names.js';
import { life } from '../life.js';

const it = life();
const bytes = bytesOf('chosen', 4);

/** All that a user can choose of a server, as a user sees it. */
async function choicesOf(id: string) {
  const { compute, network } = it.session;
  const { tags, addresses, ...server } = await compute.showServer(id, { microversion: '2.26' });
  const [ports, securityGroups, serverGroups, attachments] = await Promise.all([
    collect(network.listPorts({ filters: { device_id: id } })),
    collect(network.listSecurityGroups()),
    collect(compute.listServerGroups()),
    compute.listVolumeAttachments(id, { microversion: '2.79' }),
  ]);
  const groupName = (group: string) => securityGroups.find((one) => one.id === group)?.name;
  return {
    server: [server.name, server.status, server.description, server.metadata, server.config_drive, server['OS-EXT-AZ:availability_zone']],
    flavorId: server.flavor.id,
    keyName: server.key_name,
    tags: [...(tags ?? [])].sort(),
    serverGroups: serverGroups.filter(({ members }) => members.includes(id)).map(({ name }) => name),
    addresses: Object.entries(addresses).map(([name, entries]) => [name, ...entries.map(({ addr }) => addr)]),
    ports: Object.fromEntries(
      ports.map((port) => [port.name, { secure: port.port_security_enabled, groups: port.security_groups.map(groupName) }]),
    ),
    disks: attachments.map(({ device, delete_on_termination: goesToo }) => ({ device, goesToo })),
  };
}

async function makeServer(imageId: string): Promise<Server> {
  const { make, session } = it;
  const { compute, network } = session;
  for (const name of ['key', 'other-key']) await session.request('compute', { method: 'POST', path: '/os-keypairs', json: { keypair: { name } } });
  const server_group = { name: 'apart', policies: ['anti-affinity'] };
  const { body } = await session.request<{ server_group: { id: string } }>('compute', { method: 'POST', path: '/os-server-groups', json: { server_group } });
  for (const name of ['web', 'strict']) await network.createSecurityGroup({ name });
  const second = await network.createNetwork({ name: 'second' });
  await network.createSubnet({ network_id: second.id, ip_version: 4, cidr: '192.0.2.0/24' });
  const bare = { network_id: second.id, name: 'bare', fixed_ips: [{ ip_address: '192.0.2.20' }], security_groups: [], port_security_enabled: false };
  const port = await network.createPort(bare);
  const [own] = await collect(network.listNetworks({ filters: { name: 'private', project_id: await session.projectId() } }));
  const data = await make.volume('data');
  const { id } = await compute.createServer(
    {
      ...{ name: 'web', description: 'with choices', metadata: { role: 'web' }, tags: ['blue', 'green'] },
      ...{ flavorRef: '1', imageRef: imageId, key_name: 'key', config_drive: true, availability_zone: 'nova' },
      // Not in the order of their names.
      networks: [{ port: port.id }, { uuid: own?.id }],
      security_groups: [{ name: 'web' }],
      block_device_mapping_v2: [
        { source_type: 'image', destination_type: 'local', uuid: imageId, boot_index: 0, delete_on_termination: true },
        { source_type: 'volume', destination_type: 'volume', uuid: data.id, boot_index: -1, delete_on_termination: true },
      ],
    },
    { microversion: '2.52', schedulerHints: { group: body.server_group.id } },
  );
  await reaches(() => compute.showServer(id), 'ACTIVE');
  await compute.stopServer(id);
  return reaches(() => compute.showServer(id), 'SHUTOFF');
}

/** With the volume that goes with it, and the port that does not. */
async function destroy({ id }: Server): Promise<void> {
  const { compute, network, volume } = it.session;
  const [disk] = await compute.listVolumeAttachments(id);
  await compute.deleteServer(id);
  await vanishes(() => compute.showServer(id));
  await vanishes(() => volume.showVolume(disk?.volumeId ?? ''));
  for (const port of await collect(network.listPorts({ filters: { name: 'bare' } }))) await network.deletePort(port.id);
}

test('a server that is shut off lives on with all that its user chose, and with other choices by maps', async () => {
  const { make, operator, session } = it;
  const { id: imageId } = await make.image('origin', bytes);
  const server = await makeServer(imageId);
  const choices = await choicesOf(server.id);
  expect(choices).toEqual({
    server: ['web', 'SHUTOFF', 'with choices', { role: 'web' }, 'True', 'nova'],
    ...{ flavorId: '1', keyName: 'key', tags: ['blue', 'green'], serverGroups: ['apart'] },
    addresses: [['second', '192.0.2.20'], ['private', expect.stringMatching(/^10\./)]],
    ports: { bare: { secure: false, groups: [] }, '': { secure: true, groups: ['web'] } },
    disks: [{ device: '/dev/sdb', goesToo: true }],
  });
  const before = await it.listing();
  // A snapshot would hold the volume when the server goes.
  const id = await operator.protect([serverKey(server)], { [volumeType]: { protect_mode: 'backup' } });
  expect(await operator.verify(id)).toContain('3 resources verified');
  const isKept = (thing: string) => /^(backup|object) /.test(thing);

  await destroy(server);
  const same = { [serverType]: { restore_fixed_ips: 'require' }, [imageType]: { reuse: 'auto' } };
  await operator.restore(id, same);
  const restored = await it.serverNamed('web');
  expect(await choicesOf(restored.id)).toEqual(choices);
  expect((await it.listing()).filter((thing) => !isKept(thing))).toEqual(before);
  expect(await rootDiskHash(session, restored.id)).toBe(await sha512([bytes]));

  await destroy(restored);
  const maps = {
    restore_flavors: { 'm1.nano': 'm1.tiny' },
    restore_key_names: { key: 'other-key' },
    restore_security_groups: { web: 'strict' },
    restore_networks: { private: 'second', second: 'private' },
    restore_server_group: null,
  };
  await operator.restore(id, { ...same, [serverType]: maps });
  expect(await choicesOf((await it.serverNamed('web')).id)).toEqual({
    ...{ ...choices, flavorId: '2', keyName: 'other-key', serverGroups: [] },
    addresses: [['private', expect.stringMatching(/^10\./)], ['second', expect.stringMatching(/^192\.0\.2\./)]],
    ports: { bare: { secure: false, groups: [] }, '': { secure: true, groups: ['strict'] } },
  });
  await operator.delete(id);
  expect((await it.listing()).filter(isKept)).toEqual([]);
});
