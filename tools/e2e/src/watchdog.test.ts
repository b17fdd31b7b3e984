import { setTimeout as delay } from 'node:timers/promises';
import { randomBytes } from '@karbor/demo';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { leftIn } from './left-in-cloud.js';
import { Operator } from './operator.js';
import { makeSmallProject } from './small-project.js';
import { protectUntilPaused, statusOf } from './standing-still.js';

let operator: Operator;
let db: string;
let resting: string;

beforeAll(async () => {
  operator = await Operator.start();
  const { cloud } = operator;
  db = `OS::Nova::Server#${(await makeSmallProject(cloud)).dbId}`;
  const bootVolumeId = await cloud.seed.volume({ name: 'rest', bytes: randomBytes(7, 1000), bootable: true });
  const dataVolumeId = await cloud.seed.volume({ name: 'rest-data', bytes: randomBytes(8, 1000) });
  const restingId = await cloud.seed.server({ name: 'resting', bootVolumeId, volumeIds: [dataVolumeId] });
  await operator.asUser((session) => session.compute.pauseServer(restingId));
  resting = `OS::Nova::Server#${restingId}`;
});
afterEach(() => {
  operator.cloud.faults.clear();
});
afterAll(() => operator.end());

const stateOf = (name: string) => statusOf(operator, name);

/** Starts to protect these, and resolves when `db` is paused: it stays so, for no snapshot comes to an end. */
const untilPaused = (...resources: readonly string[]) =>
  protectUntilPaused(operator, ...resources.flatMap((one) => ['--resource', one]));

test('a server that a killed process has paused runs again by itself; one that its user has paused stays so', async () => {
  const running = await untilPaused(db, resting);
  running.child.kill('SIGKILL');
  // What it has started says so on the same standard error, and has ended then.
  const { code, err } = await running.ended;
  expect(code).toBeNull();
  expect(err).toMatch(/^karbor watchdog: The process of operation \S+ is gone; let go: OS::Nova::Server#\S+ db \(paused\)\.$/m);
  await operator.cloud.settled();
  expect([stateOf('db'), stateOf('resting'), stateOf('web')]).toEqual(['ACTIVE', 'PAUSED', 'ACTIVE']);

  // Who cleans up later does no harm.
  operator.cloud.faults.clear();
  await operator.run('sweep');
  const left = await leftIn(operator.cloud);
  expect(left['snapshots']).toEqual([]);
  expect(left['servers']).toEqual(['db ACTIVE {"role":"database"}', 'resting PAUSED {}', 'web ACTIVE {}']);
});

test('a process that is interrupted lets its servers go itself, and says goodbye', async () => {
  const running = await untilPaused(db);
  operator.cloud.faults.clear();
  running.child.kill('SIGINT');
  const { code, err } = await running.ended;
  expect(code).toBe(130);
  expect(err).not.toContain('watchdog');
  expect(stateOf('db')).toBe('ACTIVE');
});

test('how long a server stood still is told, and nothing of a watchdog when all goes well', async () => {
  const good = await operator.start(['protect', '--resource', db]).ended;
  expect(good.code).toBe(0);
  expect(good.err).toMatch(/paused of OS::Nova::Server db released: it stood still for \d+\.\d s$/m);
  expect(good.err).not.toContain('watchdog');
});

test('the third Ctrl-C leaves no server paused', async () => {
  const running = await untilPaused(db);
  // The user loses patience while the server is being let go.
  operator.cloud.faults.add({ service: 'compute', method: 'POST', path: /action$/, effect: { kind: 'hang' } });
  for (let count = 0; count < 3; count += 1) {
    running.child.kill('SIGINT');
    await delay(100);
  }
  expect((await running.ended).err).toContain('karbor watchdog: ');
  await operator.cloud.settled();
  expect(stateOf('db')).toBe('ACTIVE');
});
