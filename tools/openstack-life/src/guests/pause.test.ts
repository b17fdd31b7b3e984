import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bytesOf, hashOfDiskWith, hashOfVolumeWith } from '../cloud/bytes.js';
import { guestDiskHash, volumeHash } from '../cloud/disk-hash.js';
import { Gateway } from '../failures/gateway.js';
import { serverKey, serverType, volumeKey } from '../karbor/resource-names.js';
import { life } from '../life.js';

const it = life();
let gateway: Gateway;

beforeEach(async () => {
  gateway = await Gateway.before(it.session, 'volume');
  await it.operator.configure({ volume_endpoint_override: gateway.address });
});
afterEach(() => gateway.close());

/** What libvirt says of a guest. */
async function stateOfGuest(serverId: string): Promise<string> {
  const socket = join(it.place.stateDir, 'var', 'libvirt', 'libvirt-sock');
  const { stdout } = await promisify(execFile)('virsh', ['-c', `qemu+unix:///system?socket=${socket}`, 'domstate', serverId]);
  return stdout.trim();
}

test('a guest stands still while the snapshots of its disks are made, and runs again; its disks live on', async () => {
  const { make, operator, session } = it;
  const bytes = { root: bytesOf('root', 8), one: bytesOf('one', 8), other: bytesOf('other', 8) };
  const { id: imageId } = await make.image('origin', bytes.root);
  const makeVolume = async (name: 'one' | 'other') => make.volume(name, { imageRef: (await make.image(name, bytes[name])).id });
  const [one, other] = [await makeVolume('one'), await makeVolume('other')];
  const server = await make.server({ name: 'guest', imageId, volumeIds: [one.id, other.id] });
  expect(await stateOfGuest(server.id)).toBe('running');
  const before = await it.listing();
  const states: string[] = [];
  gateway.watch = async ({ method, path }) => {
    if (method === 'POST' && path.endsWith('/snapshots')) states.push(await stateOfGuest(server.id));
    return undefined;
  };
  const id = await operator.protect([serverKey(server)], { [volumeKey(one)]: { protect_mode: 'image' }, [volumeKey(other)]: { protect_mode: 'backup' } });
  expect(states).toEqual(['paused', 'paused']);
  expect(await stateOfGuest(server.id)).toBe('running');
  expect((await it.listing()).filter((thing) => !/^(backup|object) /.test(thing))).toEqual(before);
  expect(await operator.verify(id)).toContain('4 resources verified');

  await make.removeServer(server.id);
  await make.removeVolumes([one.id, other.id]);
  await operator.restore(id, { [serverType]: { restore_name: 'restored' } });
  const restored = await it.serverNamed('restored');
  expect(await stateOfGuest(restored.id)).toBe('running');
  // Its disk has the flavor's size.
  expect(await guestDiskHash(session, restored.id)).toBe(await hashOfDiskWith(bytes.root));
  await make.removeServer(restored.id);
  const hashNamed = async (name: string) => volumeHash(session, (await it.volumeNamed(name)).id);
  expect(await Promise.all([hashNamed('one'), hashNamed('other')])).toEqual(await Promise.all([bytes.one, bytes.other].map(hashOfVolumeWith)));
  await operator.delete(id);
});
