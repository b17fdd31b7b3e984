import { describeDifferences, destroyEverything, fingerprint } from '@karbor/demo';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leftIn } from './left-in-cloud.js';
import { Operator } from './operator.js';
import type { Item } from './operator.js';
import { makeSmallProject } from './small-project.js';
import type { SmallProject } from './small-project.js';

let operator: Operator;
let made: SmallProject;

beforeAll(async () => {
  operator = await Operator.start();
  made = await makeSmallProject(operator.cloud);
});
afterAll(() => operator.end());

describe('what can be protected', () => {
  test('is found by type, with what depends on it', async () => {
    const types = await operator.json<{ id: string; parentTypes: string[] }[]>('protectable', 'types');
    expect(types.map(({ id }) => id).sort()).toEqual([
      ...['OS::Cinder::Volume', 'OS::Glance::Image', 'OS::Keystone::Project', 'OS::Nova::Server'],
    ]);
    const servers = await operator.json<{ name: string }[]>('protectable', 'list', 'OS::Nova::Server');
    expect(servers.map(({ name }) => name).sort()).toEqual(['db', 'web']);
    const web = await operator.json('protectable', 'show', `OS::Nova::Server#${made.webId}`);
    expect(web).toMatchObject({ id: made.webId, status: 'available', name: 'web' });
    const { dependents } = web as { dependents: Item[] };
    expect(dependents.map(({ id }) => id).sort()).toEqual([made.imageId, made.webDataId].sort());
    const volumes = await operator.call(['protectable', 'list', 'OS::Cinder::Volume']);
    expect(volumes.out).toMatch(/^\S{36} {2}web-data$/m);
  });

  test('is planned, in all forms, without a change in the cloud', async () => {
    const before = await leftIn(operator.cloud);
    const tree = await operator.run('plan', '--project');
    expect(tree).toMatch(/^OS::Keystone::Project#\S+ \(demo\): onMain\n/);
    expect(tree).toMatch(/^├─ OS::Nova::Server#\S+ \(web\): onPrepareBegin, onPrepareFinish, onMain, onComplete\n│ {2}├─ /m);
    expect((await operator.call(['plan', '--project', '--dot'])).out).toMatch(/^digraph flow \{\n[^]* -> [^]*\}\n$/);
    expect((await operator.call(['plan', '--project', '--mermaid'])).out).toMatch(/^flowchart LR\n[^]* --> /);
    const plan = await operator.json<{ resources: Item[]; tasks: { hook: string; resources: string[]; after: number[] }[] }>(
      ...['plan', '--resource', `OS::Nova::Server#${made.dbId}`],
    );
    expect(plan.resources.map(({ id }) => id).sort()).toEqual([made.dbId, made.dbBootId, made.dbDataId].sort());
    const server = `OS::Nova::Server#${made.dbId}`;
    const thaw = plan.tasks.find(({ hook, resources }) => hook === 'onPrepareFinish' && resources[0] === server);
    // It goes on only when both of its volumes have their snapshots.
    expect(thaw?.after.map((index) => plan.tasks[index]?.hook)).toEqual(
      expect.arrayContaining(['onPrepareFinish', 'onPrepareFinish']) as unknown,
    );
    expect(await leftIn(operator.cloud)).toEqual(before);
    expect(await operator.json('checkpoint', 'list')).toEqual([]);
  });
});

test('a whole project is protected, verified, destroyed and restored: every byte is the same', async () => {
  const { cloud, projectId } = operator;
  const before = await fingerprint(cloud, projectId);
  const untouched = await leftIn(cloud);
  const first = await operator.json<Item>('protect', '--project', '--plan', 'nightly');
  const said = await operator.run('protect', '--project', projectId, '--plan', 'weekly');
  const [, id = ''] = /^Checkpoint (\S+) is available: 7 resources\.\n$/.exec(said) ?? [];
  expect(await leftIn(cloud)).toEqual(untouched);

  const list = async (...options: readonly string[]) => (await operator.json<Item[]>('checkpoint', 'list', ...options)).map((item) => item.id);
  expect(await list()).toEqual([id, first.id]);
  expect(await list('--sort', 'asc', '--limit', '1')).toEqual([first.id]);
  expect(await list('--plan', 'weekly')).toEqual([id]);
  expect(await list('--marker', id)).toEqual([first.id]);
  expect(await operator.json('checkpoint', 'show', id)).toMatchObject({ status: 'available', projectId, planName: 'weekly' });
  expect(await operator.run('checkpoint', 'verify', id)).toMatch(/ is sound: 7 resources verified\.\n$/);

  await destroyEverything(cloud);
  expect(cloud.inventory(projectId)).toMatchObject({ servers: [], volumes: [], images: [] });
  const restoration = await operator.run('restore', id);
  expect(restoration).toMatch(new RegExp(`^Restored 7 resources of checkpoint ${id}\\.\\n`));
  const web = cloud.inventory(projectId).servers.find(({ name }) => name === 'web');
  expect(restoration).toMatch(new RegExp(`^OS::Nova::Server#${made.webId} +web +${web?.id ?? ''}$`, 'm'));
  expect(describeDifferences(before, await fingerprint(cloud, projectId))).toEqual([]);
  const restored = await leftIn(cloud);
  expect(restored).toMatchObject({ servers: untouched['servers'], volumes: untouched['volumes'], images: untouched['images'] });

  expect(await operator.run('checkpoint', 'delete', first.id)).toBe(`Checkpoint ${first.id} is deleted.\n`);
  expect(await list()).toEqual([id]);
  // What the two had in common is still there.
  expect(await operator.json('checkpoint', 'verify', id)).toMatchObject({ status: 'done' });
  await operator.json('checkpoint', 'delete', id);
  expect(await leftIn(cloud)).toEqual(restored);
});
