import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { bytesOf } from '../cloud/bytes.js';
import { Gateway } from '../failures/gateway.js';
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

  /** Stops it before the first request that makes a snapshot. */
  async function stopAtSnapshot(cinder: readonly string[] = []): Promise<() => Promise<void> | undefined> {
    gateway = await Gateway.before(it.session, 'volume');
    await it.operator.configure({ volume_endpoint_override: gateway.address }, { cinder });
    let stopped: Promise<void> | undefined;
    gateway.watch = async ({ method, path }) => {
      if (method === 'POST' && path.endsWith('/snapshots')) await (stopped ??= it.cloud.stopService('cinder-volume'));
      return undefined;
    };
    return () => stopped;
  }

  test('and starts again is waited for', async () => {
    const { operator, make } = it;
    const volume = await make.volume('waiting');
    const before = await it.listing();
    const stopped = await stopAtSnapshot();
    const running = operator.start(...(await operator.protectArguments([volumeKey(volume)], { [volumeType]: { protect_mode: 'backup' } })));
    while (stopped() === undefined) await delay(50);
    await stopped();
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
    const stopped = await stopAtSnapshot(['snapshot_timeout = 3', 'delete_timeout = 3']);
    const { code, err } = await operator.start(...(await operator.protectArguments([volumeKey(volume)], { [volumeType]: { protect_mode: 'snapshot' } }))).ended;
    expect(stopped()).toBeDefined();
    expect(code).toBe(1);
    expect(err).toContain(volume.id);
    await it.cloud.startService('cinder-volume');
    await operator.configure();
    const { id, status } = await operator.newest();
    expect(status).toBe('error');
    await operator.delete(id);
    expect(await it.listing()).toEqual(before);
  });
});

describe("Swift's object server", () => {
  const it = life({ bank: 'swift' });
  afterEach(() => it.cloud.startService('swift-object'));

  test('that stops for some seconds is waited for', async () => {
    const { operator, make } = it;
    const image = await make.image('small', bytesOf('small', 64));
    const before = await it.listing();
    const running = operator.start('protect', '--resource', imageKey(image));
    await new Promise<void>((resolve) => running.child.stderr?.once('data', () => resolve()));
    await it.cloud.stopService('swift-object');
    await delay(3000);
    await it.cloud.startService('swift-object');
    const { code, err } = await running.ended;
    expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
    const { id } = await operator.newest();
    expect(await operator.verify(id)).toContain('1 resources verified');
    expect(await it.listing()).toEqual(before);
  });
});
