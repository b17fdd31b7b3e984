import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { bytesOf, hashOfVolumeWith } from '../cloud/bytes.js';
import { volumeHash } from '../cloud/disk-hash.js';
import { containerObjects, removeContainer } from '../karbor/bank-objects.js';
import { deleteCheckpoints } from '../karbor/checkpoints.js';
import { cleanEnvironment, karborCommand, startKarbor } from '../karbor/karbor-process.js';
import { life } from '../life.js';
import { shellCommands } from './shell-blocks.js';

const page = fileURLToPath(new URL('../../../../docs/protect-your-openstack-project.md', import.meta.url));
const container = 'karbor-nightly';
const it = life();
let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'karbor-guide-'));
  await mkdir(join(home, '.config', 'openstack'), { recursive: true });
  const clouds = { mycloud: { ...it.operator.settings, region_name: 'RegionOne', identity_api_version: 3 } };
  await writeFile(join(home, '.config', 'openstack', 'clouds.yaml'), stringify({ clouds }));
  await mkdir(join(home, 'karbor', 'node_modules', '.bin'), { recursive: true });
  // As npm would have installed it.
  const command = `#!/bin/sh\nexec "${process.execPath}" "${karborCommand}" "$@"\n`;
  await writeFile(join(home, 'karbor', 'node_modules', '.bin', 'karbor'), command, { mode: 0o755 });
});
afterEach(async () => {
  try {
    // What the commands did not come to, when one of them failed.
    const environment = { HOME: home, OS_CLOUD: 'mycloud', KARBOR_CONFIG_DIR: join(home, 'karbor', 'providers.d') };
    const run = (...args: readonly string[]) => startKarbor(args, { workingFolder: join(home, 'karbor'), environment }).ended;
    const undeleted = existsSync(join(environment.KARBOR_CONFIG_DIR, 'nightly.conf')) ? await deleteCheckpoints(run) : [];
    expect({ undeleted, bank: await containerObjects(it.session, container) }).toEqual({ undeleted: [], bank: [] });
  } finally {
    await removeContainer(it.session, container);
    await rm(home, { recursive: true });
  }
});

test('the commands of the guide do what it says, word for word', async () => {
  const { make, session } = it;
  const bytes = bytesOf('guide', 8);
  await make.image('debian', bytes);
  const before = await it.listing();
  const commands = shellCommands(await readFile(page, 'utf8'));
  // The packages are those of this repository.
  const script = commands.replace(/^npm install .*$/m, '');
  expect(script).not.toBe(commands);
  const path = `/usr/bin:/bin:${process.execPath.replace(/\/node$/, '')}`;
  const run = promisify(execFile)('bash', ['-exuo', 'pipefail', '-c', script], {
    ...{ cwd: home, env: { ...cleanEnvironment(), HOME: home, PATH: path }, maxBuffer: 2 ** 26 },
  });
  const { stdout } = await run.catch((error: unknown) => {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${stdout}\n${stderr}`);
  });
  expect(stdout).toMatch(/is sound: 4 resources verified/);
  expect(stdout.match(/is available: 4 resources/g)).toHaveLength(2);
  expect(stdout.match(/Checkpoint \S+ is deleted/g)).toHaveLength(2);
  expect(await containerObjects(session, container)).toEqual([]);

  const web = await it.serverNamed('web');
  const data = await it.volumeNamed('web-data');
  expect(web).toMatchObject({ status: 'ACTIVE', 'os-extended-volumes:volumes_attached': [{ id: data.id }] });
  expect((await it.listing()).filter((thing) => !/^(server|volume|port) /.test(thing))).toEqual(before);
  await make.removeServer(web.id);
  expect(await volumeHash(session, data.id)).toBe(await hashOfVolumeWith(bytes));
});
