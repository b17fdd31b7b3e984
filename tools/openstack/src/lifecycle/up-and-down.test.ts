import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AdminApi } from '../cloud/admin-api.js';
import { bringUp } from '../cloud/bring-up.js';
import { attach } from '../cloud/running-cloud.js';
import type { Cloud } from '../cloud/running-cloud.js';
import { status } from '../cloud/status.js';
import { takeDown } from '../cloud/take-down.js';
import { mountPointsBelow } from '../machine/mounts.js';

const running = process.env['KARBOR_TEST_CLOUD_STATE'];
const command = join(import.meta.dirname, '..', '..', 'dist', 'cli', 'main.js');

/** Where a real cloud may run only. */
describe.skipIf(running === undefined)('a cloud that is up', () => {
  const stateDir = running;

  test('is left as it is by another up, also by one of a smaller stage', async () => {
    const before = status({ stateDir });
    expect(before).toMatchObject({ condition: 'up', missing: [] });
    for (const stage of [undefined, 'swift'] as const) {
      const cloud = await bringUp({ stateDir, stage });
      expect(cloud.stage).toBe('nova');
      expect(cloud.pids()).toEqual(before.running);
    }
  });

  test('is partly up without one of its processes, and another up starts only that', async () => {
    const before = status({ stateDir }).running;
    await attach({ stateDir }).stopService('swift-object-updater');
    expect(status({ stateDir })).toMatchObject({ condition: 'partly up', missing: ['swift-object-updater'] });
    await bringUp({ stateDir });
    const after = status({ stateDir });
    expect(after).toMatchObject({ condition: 'up', missing: [] });
    const others = (pids: ReadonlyMap<string, number>) => [...pids].filter(([name]) => name !== 'swift-object-updater').sort();
    expect(others(after.running)).toEqual(others(before));
  });
});

describe.skipIf(running === undefined)('a cloud of Keystone and Swift alone', () => {
  let stateDir: string;
  beforeAll(() => {
    stateDir = mkdtempSync(join(tmpdir(), 'karbor-cloud-'));
  });
  afterAll(async () => {
    await takeDown({ stateDir });
    rmSync(stateDir, { recursive: true });
  });
  const mounts = () => mountPointsBelow(stateDir, readFileSync('/proc/self/mounts', 'utf8'));

  /** The project's part of Swift. */
  async function swiftOf({ endpoints, password }: Cloud): Promise<{ api: AdminApi; url: string }> {
    const api = new AdminApi((endpoints['identity'] ?? '').replace(/\/v3$/, ''), { user: 'demo', project: 'demo', password });
    return { api, url: (endpoints['object-store'] ?? '').replace('%(tenant_id)s', await api.projectId()) };
  }

  test('whose first start is killed is partly up, and is brought down', async () => {
    const child = spawn(process.execPath, [command, 'up', '--stage', 'swift', '--state-dir', stateDir], { stdio: 'ignore' });
    while (!status({ stateDir }).running.has('mariadb')) await delay(20);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(status({ stateDir })).toMatchObject({ condition: 'partly up', cloud: undefined });
    await takeDown({ stateDir });
    expect(status({ stateDir })).toMatchObject({ condition: 'never brought up', running: new Map() });
  });

  test('keeps what is in it while it is down', { timeout: 600_000 }, async ({ signal }) => {
    const first = await bringUp({ stateDir, stage: 'swift', signal });
    expect(status({ stateDir })).toMatchObject({ condition: 'up', missing: [], cloud: { stage: 'swift' } });
    const before = await swiftOf(first);
    await before.api.put(`${before.url}/kept`);
    await first.takeDown();
    expect(status({ stateDir })).toMatchObject({ condition: 'down', running: new Map() });
    expect(mounts()).toEqual([]);
    const { api, url } = await swiftOf(await bringUp({ stateDir, stage: 'swift', signal }));
    expect(await api.get(`${url}?format=json`)).toMatchObject([{ name: 'kept' }]);
  });
});
