import { randomBytes } from '@karbor/demo';
import type { RequestMatch } from '@karbor/devcloud';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runUntil } from './interrupted.js';
import { leftIn } from './left-in-cloud.js';
import { Operator } from './operator.js';
import type { Item } from './operator.js';
import { makeSmallProject } from './small-project.js';

let operator: Operator;
/** A server with two volumes, which is paused while its snapshots are taken. */
let db: string;
let before: Awaited<ReturnType<typeof leftIn>>;
/** The requests that carry the bytes of an image. */
const bytesOfImage = { service: 'image', method: 'GET', path: '/file' } as const;

beforeAll(async () => {
  operator = await Operator.start();
  const { cloud } = operator;
  const { dbId } = await makeSmallProject(cloud);
  db = `OS::Nova::Server#${dbId}`;
  // A server that its user has paused.
  const bootVolumeId = await cloud.seed.volume({ name: 'rest-1', bytes: randomBytes(7, 1000), bootable: true });
  const dataVolumeId = await cloud.seed.volume({ name: 'rest-2', bytes: randomBytes(8, 1000) });
  const serverId = await cloud.seed.server({ name: 'resting', bootVolumeId, volumeIds: [dataVolumeId] });
  await operator.asUser((session) => session.compute.pauseServer(serverId));
});
afterAll(() => operator.end());
beforeEach(async () => {
  before = await leftIn(operator.cloud);
  expect(before['servers']?.map((server) => server.split(' ', 2).join(' '))).toEqual(['db ACTIVE', 'resting PAUSED', 'web ACTIVE']);
});
afterEach(async () => {
  operator.cloud.faults.clear();
  expect(await leftIn(operator.cloud)).toEqual(before);
});

/** Starts to protect `db`, and resolves when a request like this one hangs. */
const protectUntil = (match: RequestMatch) => runUntil(operator, ['protect', '--resource', db], match);

describe('a protect that fails in the middle leaves nothing, and its checkpoint says why', () => {
  test.each([
    ['a snapshot that goes to error', { service: 'volume', method: 'POST', path: /snapshots$/ }, 2, { kind: 'error-state' }],
    ['a temporary volume that is refused', { service: 'volume', method: 'POST', path: /volumes$/ }, 2, { kind: 'status', status: 413 }],
    ['a server that cannot be paused', { service: 'compute', method: 'POST', path: /action$/ }, 1, { kind: 'status', status: 403 }],
    ['bytes that are refused', bytesOfImage, 3, { kind: 'status', status: 403 }],
  ] as const)('for %s', async (_what, match, nth, effect) => {
    operator.cloud.faults.add({ ...match, effect, nth });
    const { code, err } = await operator.start(['protect', '--project']).ended;
    expect(code).toBe(1);
    expect(err).toContain('[KARBOR_OPERATION_FAILED]');
    const { id, status } = await operator.newest();
    expect(status).toBe('error');
    const { errors } = await operator.json<{ errors: { message: string }[] }>('checkpoint', 'show', id);
    expect(errors).not.toEqual([]);
    for (const { message } of errors) expect(err).toContain(message);
  });
});

test('a restore that fails in the middle leaves nothing', async () => {
  const { id } = await operator.json<Item>('protect', '--project');
  operator.cloud.faults.add({ service: 'compute', method: 'POST', path: /servers$/, effect: { kind: 'error-state' }, nth: 2 });
  const { code, err } = await operator.start(['restore', id]).ended;
  expect(code).toBe(1);
  expect(err).toMatch(/onComplete of OS::Nova::Server#/);
  expect(await operator.newest()).toMatchObject({ id, status: 'available' });
});

test('what cannot be taken back is told, and released by a delete', async () => {
  const { faults } = operator.cloud;
  faults.add({ ...bytesOfImage, effect: { kind: 'status', status: 403 } });
  faults.add({ service: 'volume', method: 'DELETE', path: /snapshots/, effect: { kind: 'status', status: 403 }, count: 'forever' });
  const { code, err } = await operator.start(['protect', '--resource', db]).ended;
  expect(code).toBe(1);
  const { id } = await operator.newest();
  expect(err).toMatch(/ could not be released and is left behind: /);
  expect(err).toContain(`"karbor checkpoint delete ${id}" tries again`);
  const left = await leftIn(operator.cloud);
  expect(left['snapshots']).toHaveLength(2);
  expect({ ...left, snapshots: [] }).toEqual(before);
  faults.clear();
  await operator.json('checkpoint', 'delete', id);
});

describe('Ctrl-C', () => {
  test.each([
    ['while the server is paused', { service: 'volume', method: 'POST', path: /snapshots$/ }],
    ['while bytes move', bytesOfImage],
  ] as const)('%s takes everything back', async (_when, match) => {
    const running = await protectUntil(match);
    operator.cloud.faults.clear();
    running.child.kill('SIGINT');
    const { code, err } = await running.ended;
    expect(code).toBe(130);
    expect(err).toMatch(/was cancelled\.[^\n]*\[KARBOR_CANCELLED\]\n$/);
    expect(await operator.newest()).toMatchObject({ status: 'error' });
  });
});

describe('kill -9', () => {
  test.each([
    ['while the server is paused', { service: 'volume', method: 'POST', path: /snapshots$/ }],
    ['while bytes move', bytesOfImage],
  ] as const)('%s leaves what the journal names, and a delete releases it', async (_when, match) => {
    const running = await protectUntil(match);
    running.child.kill('SIGKILL');
    expect((await running.ended).code).toBeNull();
    operator.cloud.faults.clear();
    const left = await leftIn(operator.cloud);
    // The server runs again by itself.
    expect(left['servers']).toEqual(before['servers']);
    if (match === bytesOfImage) expect(left['images']).not.toEqual(before['images']);

    const { id } = await operator.newest();
    expect(await operator.json('checkpoint', 'show', id)).toMatchObject({ status: 'protecting', resources: [] });
    expect(await operator.run('checkpoint', 'delete', id)).toBe(`Checkpoint ${id} is deleted.\n`);
    expect(await operator.json('checkpoint', 'show', id)).toMatchObject({ status: 'deleted' });
  });

  test('of a delete leaves a checkpoint that can be deleted again', async () => {
    await operator.write('snapshots.yaml', 'OS::Cinder::Volume: { protect_mode: snapshot }\n');
    const { id } = await operator.json<Item>('protect', '--resource', db, '--parameters', 'snapshots.yaml');
    const deletion = { service: 'volume', method: 'DELETE', path: /snapshots/ } as const;
    operator.cloud.faults.add({ ...deletion, effect: { kind: 'hang' }, count: 'forever' });
    const hangs = operator.requested(deletion);
    const running = operator.start(['checkpoint', 'delete', id]);
    await hangs;
    running.child.kill('SIGKILL');
    await running.ended;
    operator.cloud.faults.clear();
    expect(await operator.newest()).toEqual(expect.objectContaining({ id, status: 'deleting' }));
    await operator.json('checkpoint', 'delete', id);
  });
});
