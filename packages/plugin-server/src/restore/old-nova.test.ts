import { afterEach, expect, test } from 'vitest';
import { lifeOf } from '../server-life.fixture.js';
import { startTestCloud } from '../test-cloud.fixture.js';
import type { TestCloud } from '../test-cloud.fixture.js';

let demo: TestCloud;
afterEach(() => demo.stop());

/** What is warned of when a server with these properties is restored where Nova's newest microversion is this. */
async function warningsOf(computeMicroversion: `2.${number}`, properties: object): Promise<[id: string, warnings: string[]]> {
  demo = await startTestCloud({ computeMicroversion });
  const imageId = await demo.cloud.seed.image({ name: 'cirros', bytes: Buffer.from('boot') });
  const id = await demo.cloud.seed.server({ name: 'web', imageId });
  const before = await lifeOf(demo, id);
  await before.protect({ root_disk: 'image' });
  const { server, ...others } = before.savedInfo as { server: object };
  const life = await lifeOf(demo, id, { savedInfo: { ...others, server: { ...server, ...properties } } });
  await life.restore({ restore_fixed_ips: 'any' });
  return [id, life.warnings];
}

test('tags and a description that Nova cannot take are warned of', async () => {
  const [id, warnings] = await warningsOf('2.18', { description: 'The web server', tags: ['blue', 'green'] });
  expect(warnings).toEqual([
    `Server "web" (${id}) gets no description, for this Nova is too old: its microversion is 2.18, and 2.19 is needed.`,
    `Server "web" (${id}) gets no tags (blue, green), for this Nova is too old: its microversion is 2.18, and 2.52 is needed.`,
  ]);
});

test('what Nova takes is not warned of', async () => {
  const [id, warnings] = await warningsOf('2.51', { description: 'The web server', tags: ['blue'] });
  expect(warnings).toEqual([expect.stringMatching(/gets no tags \(blue\), .* 2\.51, and 2\.52 is needed/)]);
  const { servers } = demo.cloud.inventory();
  const restored = servers.find((server) => server.id !== id);
  expect(await demo.session.compute.showServer(restored?.id ?? '', { microversion: '2.19' })).toMatchObject({
    description: 'The web server',
  });
});

test('where there is nothing to leave out there is no warning', async () => {
  expect((await warningsOf('2.18', { description: null, tags: [] }))[1]).toEqual([]);
});
