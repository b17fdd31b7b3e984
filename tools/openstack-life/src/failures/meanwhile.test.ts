import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bytesOf } from '../cloud/bytes.js';
import { eventually, vanishes } from '../cloud/eventually.js';
import { imageKey, serverKey, serverType, volumeKey, volumeType } from '../karbor/resource-names.js';
import { life } from '../life.js';
import { Gateway } from './gateway.js';
import type { Passing } from './gateway.js';

describe('a token that is revoked half way', () => {
  const it = life();
  let gateway: Gateway;

  beforeEach(async () => {
    gateway = await Gateway.before(it.session, 'image');
    await it.operator.configure({ image_endpoint_override: gateway.address });
  });
  afterEach(() => gateway.close());

  /** Takes a token back, and waits until Glance, which remembers tokens for some seconds, refuses it. */
  async function revoke(token: string): Promise<void> {
    const headers = { 'x-auth-token': token };
    const { auth } = it.operator.settings;
    const answer = await fetch(`${auth['auth_url'] ?? ''}/auth/tokens`, { method: 'DELETE', headers: { ...headers, 'x-subject-token': token } });
    expect(answer.status).toBe(204);
    const images = `${await it.session.endpoint('image')}/images?limit=1`;
    await eventually('The status', async () => (await fetch(images, { headers })).status, (status) => status === 401);
  }

  test('is replaced by a new one', async () => {
    const { operator, make } = it;
    const image = await make.image('small', bytesOf('small', 8));
    const before = await it.listing();
    const tokens: string[] = [];
    gateway.watch = async ({ path, token }) => {
      if (!path.endsWith('/file')) return undefined;
      tokens.push(token);
      if (tokens.length === 1) await revoke(token);
      return undefined;
    };
    const id = await operator.protect([imageKey(image)]);
    expect(tokens).toHaveLength(2);
    expect(new Set(tokens).size).toBe(2);
    expect(await it.listing()).toEqual(before);
    expect(await operator.verify(id)).toContain('1 resources verified');
  });
});

describe('a server that is deleted while it is protected', () => {
  const it = life();
  let gateway: Gateway;
  type Removal = readonly [when: string, service: 'volume' | 'image', isMoment: (request: Passing, imageId: string) => boolean, outcome: number];
  const removals: readonly Removal[] = [
    ['before the first snapshot of its volumes', 'volume', ({ method, path }) => method === 'POST' && path.endsWith('/snapshots'), 1],
    // All of it is known by then.
    ['while the images of its disks are read', 'image', ({ path }, imageId) => path.endsWith('/file') && !path.includes(imageId), 0],
  ];
  afterEach(() => gateway.close());

  test.each(removals)('%s leaves nothing', async (_when, service, isMoment, outcome) => {
    const { operator, make, session } = it;
    gateway = await Gateway.before(session, service);
    await operator.configure({ [`${service}_endpoint_override`]: gateway.address });
    const image = await make.image('origin', bytesOf('origin', 4));
    const volumes = [await make.volume('one'), await make.volume('other')] as const;
    const server = await make.server({ name: 'doomed', imageId: image.id, volumeIds: volumes.map(({ id }) => id) });
    const before = await it.listing();
    let removal: Promise<void> | undefined;
    gateway.watch = async (request) => {
      if (isMoment(request, image.id)) await (removal ??= session.compute.deleteServer(server.id).then(() => vanishes(() => session.compute.showServer(server.id))));
      return undefined;
    };
    const parameters = {
      ...{ [volumeType]: { protect_mode: 'snapshot' }, [serverType]: { quiesce: 'pause' } },
      [volumeKey(volumes[0])]: { protect_mode: 'image' },
    };
    const { code, err } = await operator.start(...(await operator.protectArguments([serverKey(server)], parameters))).ended;
    expect(removal).toBeDefined();
    const { id } = await operator.newest();
    expect({ code, err: code === outcome ? '' : err }).toEqual({ code: outcome, err: '' });
    if (code === 0) await operator.delete(id);
    else expect(err).toMatch(new RegExp(`${server.id}.* is not there any more`));
    // The volumes stay, and are free.
    const withoutServer = (things: readonly string[]) =>
      things.filter((thing) => !/^(server|port) /.test(thing)).map((thing) => thing.replace(/^(volume \S+) in-use,(.*) attachments 1,/, '$1 available,$2 attachments 0,'));
    expect(await it.listing()).toEqual(withoutServer(before));
  });
});

describe('a Swift that answers 503 for a while', () => {
  const it = life({ bank: 'swift' });
  let gateway: Gateway;

  beforeEach(async () => {
    gateway = await Gateway.before(it.session, 'object-store');
    await it.operator.configure({ object_store_endpoint_override: gateway.address });
  });
  afterEach(() => gateway.close());

  test('is asked again, until all is stored; and again, until all is read', async () => {
    const { operator, make } = it;
    const image = await make.image('small', bytesOf('small', 16));
    const before = await it.listing();
    let refused = 0;
    const refuseFrom = (method: string) => {
      let seen = 0;
      gateway.watch = (request) => {
        if (request.method !== method || !/\/data\//.test(request.path)) return undefined;
        seen += 1;
        if (seen < 2 || seen > 7) return undefined;
        refused += 1;
        return 503;
      };
    };
    refuseFrom('PUT');
    const id = await operator.protect([imageKey(image)]);
    expect(refused).toBe(6);
    refuseFrom('GET');
    expect(await operator.verify(id)).toContain('1 resources verified');
    expect(refused).toBe(12);
    expect(await it.listing()).toEqual(before);
  });

  test('for ever fails the operation, which leaves nothing in the cloud', async () => {
    const { operator, make } = it;
    const image = await make.image('small', bytesOf('small', 8));
    const before = await it.listing();
    await operator.configure({ object_store_endpoint_override: gateway.address }, { swift: ['swift_retry_attempts = 2'] });
    gateway.watch = ({ method, path }) => (method === 'PUT' && /\/data\//.test(path) ? 503 : undefined);
    const { code, err } = await operator.start('protect', '--resource', imageKey(image)).ended;
    expect(code).toBe(1);
    expect(err).toContain('KARBOR_BANK_UNAVAILABLE');
    expect(await it.listing()).toEqual(before);
    expect(await operator.newest()).toMatchObject({ status: 'error' });
  });
});
