import { setTimeout as delay } from 'node:timers/promises';
import type { Volume } from '@karbor/openstack';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bytesOf } from '../cloud/bytes.js';
import { Gateway } from '../failures/gateway.js';
import type { Passing } from '../failures/gateway.js';
import { whileRunning } from '../karbor/karbor-process.js';
import type { KarborProcess } from '../karbor/karbor-process.js';
import { imageKey, volumeKey, volumeType } from '../karbor/resource-names.js';
import { life } from '../life.js';

/** Services that stop stop for all: these tests run alone. */
describe('a cinder-volume that stops while a snapshot is made', () => {
  const it = life();
  let gateway: Gateway;
  afterEach(async () => {
    await it.cloud.startService('cinder-volume');
    await gateway.close();
  });

  /** Protects a volume, and stops cinder-volume before the first request that makes a snapshot. */
  async function protectUntilStopped(volume: Volume, mode: string, cinder: readonly string[] = []): Promise<KarborProcess> {
    const { operator, cloud } = it;
    gateway = await Gateway.before(it.session, 'volume');
    await operator.configure({ volume_endpoint_override: gateway.address }, { cinder });
    const isSnapshot = ({ method, path }: Passing) => method === 'POST' && path.endsWith('/snapshots');
    const stopped = gateway.atFirst(isSnapshot, () => cloud.stopService('cinder-volume'));
    const running = operator.start(...(await operator.protectArguments([volumeKey(volume)], { [volumeType]: { protect_mode: mode } })));
    await whileRunning(running, stopped);
    return running;
  }

  test('and starts again is waited for', async () => {
    const { operator, make } = it;
    const volume = await make.volume('waiting');
    const before = await it.listing();
    const running = await protectUntilStopped(volume, 'backup');
    await delay(2000);
    await it.cloud.startService('cinder-volume');
    const { code, err } = await running.ended;
    expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
    const { id } = await operator.newest();
    expect(await operator.verify(id)).toContain('1 resources verified');
    await operator.delete(id);
    expect(await it.listing()).toEqual(before);
  });

  test('and does not start in time fails the operation; what is left goes with its checkpoint', async () => {
    const { operator, make } = it;
    const volume = await make.volume('waiting');
    const before = await it.listing();
    const running = await protectUntilStopped(volume, 'snapshot', ['snapshot_timeout = 3', 'delete_timeout = 3']);
    const { code, err } = await running.ended;
    expect(code).toBe(1);
    expect(err).toContain(volume.id);
    const { id, status } = await operator.newest();
    expect(status).toBe('error');
    const left = (await it.listing()).filter((thing) => !before.includes(thing));
    expect(left).toEqual([expect.stringMatching(/^snapshot karbor-\S+ creating$/)]);
    expect(err).toContain(`karbor checkpoint delete ${id}`);
    await it.cloud.startService('cinder-volume');
    await operator.configure();
    await operator.delete(id);
    expect(await it.listing()).toEqual(before);
  });
});

describe("Swift's object server", () => {
  const it = life({ bank: 'swift' });
  let gateway: Gateway;
  beforeEach(async () => {
    gateway = await Gateway.before(it.session, 'object-store');
  });
  afterEach(async () => {
    await it.cloud.startService('swift-object');
    await gateway.close();
  });

  test('that stops for some seconds is waited for', async () => {
    const { operator, make } = it;
    const image = await make.image('small', bytesOf('small', 64));
    const before = await it.listing();
    await operator.configure({ object_store_endpoint_override: gateway.address });
    const isData = ({ method, path }: Passing) => method === 'PUT' && path.includes('/data/');
    const stopped = gateway.atFirst(isData, () => it.cloud.stopService('swift-object'));
    let refused = 0;
    gateway.watchAnswer = (request, status) => {
      if (isData(request) && status >= 500) refused += 1;
    };
    const running = operator.start('protect', '--resource', imageKey(image));
    await whileRunning(running, stopped);
    await delay(3000);
    await it.cloud.startService('swift-object');
    const { code, err } = await running.ended;
    expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
    expect(refused).toBeGreaterThan(0);
    const { id } = await operator.newest();
    expect(await operator.verify(id)).toContain('1 resources verified');
    expect(await it.listing()).toEqual(before);
  });
});
