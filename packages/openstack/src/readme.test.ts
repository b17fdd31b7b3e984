import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { json, startTestCloud, type TestCloud } from './cloud.fixture.js';

let cloud: TestCloud;
let folder: string;
beforeEach(async () => {
  cloud = await startTestCloud();
  folder = await mkdtemp(path.join(tmpdir(), 'readme-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
  await cloud.close();
});

it('runs the snippet of the README', async () => {
  const readme = await readFile(path.join(import.meta.dirname, '../README.md'), 'utf8');
  const snippet = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const entry = path.join(import.meta.dirname, 'index.ts');
  const file = path.join(folder, 'snippet.ts');
  await writeFile(file, snippet.replace("'@karbor/openstack'", JSON.stringify(entry)));

  const clouds = { clouds: { lab: { auth: { auth_url: `${cloud.url}/identity`, username: 'demo', password: 'p' } } } };
  await writeFile(path.join(folder, 'clouds.json'), JSON.stringify(clouds));
  vi.stubEnv('OS_CLIENT_CONFIG_FILE', path.join(folder, 'clouds.json'));
  vi.stubEnv('OS_CLOUD', 'lab');
  vi.stubEnv('NO_PROXY', '127.0.0.1');
  vi.stubEnv('no_proxy', '127.0.0.1');
  cloud.on('GET /compute/v2.1/servers/detail', (_request, response) => {
    json(response, 200, { servers: [{ id: 'a' }, { id: 'b' }] });
  });
  const print = vi.spyOn(console, 'log').mockImplementation(() => undefined);

  await import(file);
  expect(print.mock.calls).toEqual([
    ['demo has 2 servers in demo.'],
    ['There is no /volume/v3/project-1/snapshots/not-there.'],
  ]);
});
