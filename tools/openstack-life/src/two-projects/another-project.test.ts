import type { Session } from '@karbor/openstack';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { bytesOf, hashOfVolumeWith, sha512 } from '../cloud/bytes.js';
import { rootDiskHash, volumeHash } from '../cloud/disk-hash.js';
import { Makers } from '../cloud/makers.js';
import { sessionOf } from '../cloud/place.js';
import { listing } from '../cloud/things.js';
import type { Sessions } from '../cloud/things.js';
import { wipe } from '../cloud/wipe.js';
import { Gateway } from '../failures/gateway.js';
import type { Item } from '../karbor/checkpoints.js';
import { Operator } from '../karbor/operator.js';
import { providerFile } from '../karbor/provider-file.js';
import { serverType } from '../karbor/resource-names.js';
import { life } from '../life.js';

/** Needs both ordinary projects: these tests run alone. */
describe('what one project has protected', () => {
  const it = life();
  const [system, rows] = [bytesOf('system', 8), bytesOf('rows', 8)];
  /** The other project, and whoever restores into it. */
  let elsewhere: Operator;
  let sessions: Sessions;
  let id: string;
  let before: readonly string[];
  let from: readonly string[];

  beforeAll(async () => {
    const place = { ...it.place, account: 'alt' };
    sessions = { session: await sessionOf(place), admin: await sessionOf(place, 'admin') };
    expect(await listing(sessions)).toEqual([]);
    elsewhere = await Operator.start(place, 'folder');
    // Both have the same bank.
    await elsewhere.write('providers.d/nightly.conf', providerFile('folder', { at: it.operator.path('bank'), account: 'alt' }));
    await elsewhere.write('mapping.yaml', stringify({ [serverType]: { restore_networks: { private: 'private' } } }));
  });
  beforeEach(async () => {
    const { make, operator, session } = it;
    const { id: imageId } = await make.image('debian', system);
    const data = await make.volume('web-data', { imageRef: (await make.image('rows', rows)).id });
    await make.server({ name: 'web', imageId, volumeIds: [data.id], metadata: { role: 'web' } });
    before = await it.listing();
    ({ id } = await operator.json<Item>('protect', '--project'));
    from = ['--from-project', await session.projectId()];
  });
  // Before the bank is looked at, in which an operation of the other project may still be.
  afterEach(async () => {
    try {
      await elsewhere.endRuns();
      await elsewhere.run('sweep');
      expect((await listing(sessions)).filter((thing) => /\bkarbor[-_]/.test(thing))).toEqual([]);
    } finally {
      await wipe(sessions);
    }
  });
  afterAll(async () => {
    await elsewhere.end(sessions.session);
    await Promise.all([sessions.session.close(), sessions.admin.close()]);
  });

  /** In the other project's network a server has another address. */
  const withoutPorts = (things: readonly string[]) => things.filter((thing) => !thing.startsWith('port '));

  async function expectAllOfIt(restored: { readonly mapping: Readonly<Record<string, string>> }): Promise<void> {
    const { session } = sessions;
    expect(withoutPorts(await listing(sessions))).toEqual(withoutPorts(before));
    const idOf = (type: string) => Object.entries(restored.mapping).find(([key]) => key.startsWith(`${type}#`))?.[1] ?? '';
    expect(idOf('OS::Keystone::Project')).toBe(await session.projectId());
    const [server, volume] = [idOf(serverType), idOf('OS::Cinder::Volume')];
    expect(await rootDiskHash(session, server)).toBe(await sha512([system]));
    await new Makers(session).removeServer(server);
    expect(await volumeHash(session, volume)).toBe(await hashOfVolumeWith(rows));
    // It is a copy: the first project has what it had.
    expect(await it.listing()).toEqual(before);
  }

  test('is restored into another', async () => {
    const unseen = await elsewhere.start('restore', id).ended;
    expect(unseen.code).toBe(2);
    expect(unseen.err).toContain('--from-project');
    expect(await elsewhere.json('checkpoint', 'list', ...from)).toMatchObject([{ id, status: 'available' }]);
    expect(await elsewhere.run('checkpoint', 'verify', id, ...from)).toContain(' is sound: 5 resources verified');
    await expectAllOfIt(await elsewhere.json('restore', id, ...from, '--parameters', 'mapping.yaml'));
  });

  test('is restored into another, also after a restore that was killed, which is not for the first project to sweep', async () => {
    const said = await restoreUntilServer(sessions.session);
    const [, operationId = ''] = /, operation (\S+)$/m.exec(said) ?? [];
    const left = await listing(sessions);
    expect(left).not.toEqual([]);
    expect(await it.operator.run('sweep')).toContain('1 operation of another project was left alone.');
    expect(await listing(sessions)).toEqual(left);
    await expectAllOfIt(await elsewhere.json('restore', '--resume', operationId));
  });

  /** Restores, and kills that before its server is made. Gives what it said on standard error. */
  async function restoreUntilServer(session: Session): Promise<string> {
    const clouds = (settings: object) => elsewhere.write('clouds.yaml', stringify({ clouds: { alt: { ...elsewhere.settings, ...settings } } }));
    const gateway = await Gateway.before(session, 'compute');
    await clouds({ compute_endpoint_override: gateway.address });
    try {
      const { child, ended } = elsewhere.start('restore', id, ...from, '--parameters', 'mapping.yaml');
      gateway.watch = async ({ method, path }) => {
        if (method !== 'POST' || !path.endsWith('/servers')) return undefined;
        child.kill('SIGKILL');
        await ended;
        return 503;
      };
      const { code, err } = await ended;
      expect({ code, err: code === null ? '' : err }).toEqual({ code: null, err: '' });
      return err;
    } finally {
      await gateway.close();
      await clouds({});
    }
  }
});
