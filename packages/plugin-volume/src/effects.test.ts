import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Logger } from '@karbor/plugin-sdk';
import { configSchema } from './config.js';
import { effects } from './effects.js';
import { temporaryName } from './names.js';
import { startTestCloud } from './test-cloud.fixture.js';
import type { TestCloud } from './test-cloud.fixture.js';

const kinds = ['snapshot', 'volume', 'backup', 'image'] as const;

let demo: TestCloud;
/** A volume to make things of. */
let source: string;
const quiet = () => undefined;
const log: Logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };

beforeAll(async () => {
  demo = await startTestCloud({ delay: { volume: 1, snapshot: 40, backup: 40, image: 40 } });
  source = await demo.cloud.seed.volume({ name: 'source', bytes: Buffer.from('data') });
});
afterAll(() => demo.stop());

const around = (tag: string, config: object = {}) => ({
  data: { of: source },
  tag,
  resource: { type: 'OS::Cinder::Volume', id: source, name: 'source' },
  config: configSchema.parse({ poll_interval: 0.005, ...config }),
  context: demo.context,
  signal: new AbortController().signal,
  log,
});

function release(kind: (typeof kinds)[number], tag: string, id?: string, config: object = {}) {
  return effects[kind].release({ ...around(tag, config), result: id === undefined ? undefined : { id } });
}

const exists = (kind: (typeof kinds)[number], id: string) => effects[kind].exists?.({ ...around('any'), result: { id } });

const make = {
  async snapshot(tag: string) {
    return demo.session.volume.createSnapshot({ volume_id: source, name: tag, force: true });
  },
  async volume(tag: string) {
    return demo.session.volume.createVolume({ size: 1, name: temporaryName(tag) });
  },
  async backup(tag: string) {
    return demo.session.volume.createBackup({ volume_id: source, name: tag });
  },
  async image(tag: string) {
    return demo.session.image.createImage({ name: temporaryName(tag) });
  },
};

const ids = () => {
  const { snapshots, volumes, backups, images } = demo.cloud.inventory();
  return [...snapshots, ...volumes, ...backups, ...images].map(({ id }) => id);
};

for (const kind of kinds) {
  test(`removes a ${kind} that is still being made, and is done when it is gone`, async () => {
    const { id } = await make[kind](`tag-${randomUUID()}`);
    expect(await exists(kind, id)).toBe(true);
    await release(kind, 'any', id);
    expect(ids()).not.toContain(id);
    expect(await exists(kind, id)).toBe(false);
    await release(kind, 'any', id);
  });

  test(`finds a ${kind} whose id was never recorded, and no other one`, async () => {
    const tag = `tag-${randomUUID()}`;
    const { id } = await make[kind](tag);
    await demo.cloud.settled();
    const { id: other } = await make[kind](`${tag}-other`);
    await release(kind, tag);
    expect(ids()).not.toContain(id);
    expect(ids()).toContain(other);
    await release(kind, tag);
    await release(kind, `${tag}-other`, other);
  });
}

describe('a volume that is still being made', () => {
  const asked = (id: string) => demo.cloud.requests.count({ method: 'DELETE', path: id });

  test('is asked for only when it is made, or its backend would make bytes that nobody knows of', async () => {
    const made = demo.cloud.holdTransitions();
    const { id } = await make.volume('tag');
    const released = release('volume', 'tag', id);
    while (demo.cloud.requests.count({ method: 'GET', path: id }) < 5) await delay(5);
    expect(asked(id)).toBe(0);
    made();
    await released;
    expect(asked(id)).toBe(1);
    expect(ids()).not.toContain(id);
  });

  test('is asked for in time, should it never be made', async () => {
    const made = demo.cloud.holdTransitions();
    const { id } = await make.volume('tag');
    const released = release('volume', 'tag', id, { delete_timeout: 2 });
    while (asked(id) === 0) await delay(5);
    made();
    await released;
    expect(ids()).not.toContain(id);
  });
});

test('removes a volume once its upload has ended', async () => {
  const { id } = await make.volume('tag');
  await demo.cloud.settled();
  const { imageId } = await demo.session.volume.uploadVolumeToImage(id, { image_name: 'upload' });
  await release('volume', 'tag', id);
  expect(ids()).not.toContain(id);
  await release('image', 'tag', imageId);
});

test('says what the service said when it went on refusing', async () => {
  const { id } = await make.volume('tag');
  await demo.cloud.settled();
  await demo.attach(id, randomUUID());
  await expect(release('volume', 'tag', id, { delete_timeout: 0.02 })).rejects.toMatchObject({
    code: 'KARBOR_POLL_TIMEOUT',
    message: expect.stringMatching(new RegExp(`volume ${id}.*in-use: Invalid volume: Volume status must be`)) as string,
  });
});

test('what is being removed is not there any more', async () => {
  const { id } = await make.snapshot('tag');
  await demo.cloud.settled();
  await demo.session.volume.deleteSnapshot(id);
  expect(ids()).toContain(id);
  expect(await exists('snapshot', id)).toBe(false);
  await demo.cloud.settled();
});

test('goes on asking for an image that is in use, for what depends on it may be about to go', async () => {
  const { id } = await make.image('tag');
  const busy = { kind: 'status', status: 409, message: 'in use' } as const;
  demo.cloud.faults.add({ method: 'DELETE', path: id, effect: busy, count: 20 });
  await release('image', 'tag', id);
  expect(ids()).not.toContain(id);
});

test('gives up at once when the removal itself failed', async () => {
  const { id } = await make.snapshot('tag');
  await demo.cloud.settled();
  demo.cloud.faults.add({ method: 'DELETE', path: id, effect: { kind: 'error-state' }, count: 'forever' });
  await expect(release('snapshot', 'tag', id)).rejects.toMatchObject({ code: 'KARBOR_POLL_FAILED' });
  demo.cloud.faults.clear();
  await release('snapshot', 'tag', id);
});

test('does not take a service that fails for one that has nothing', async () => {
  demo.cloud.faults.add({ service: 'volume', effect: { kind: 'status', status: 500 }, count: 'forever' });
  await expect(release('snapshot', 'tag')).rejects.toMatchObject({ code: 'OPENSTACK_UNAVAILABLE' });
  await expect(exists('snapshot', source)).rejects.toMatchObject({ code: 'OPENSTACK_UNAVAILABLE' });
  demo.cloud.faults.clear();
});
