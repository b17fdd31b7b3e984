import { describeDifferences, destroyEverything, fingerprint } from '@karbor/demo';
import type { Fingerprint } from '@karbor/demo';
import { collect } from '@karbor/openstack';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { killAt } from './interrupted.js';
import { leftIn } from './left-in-cloud.js';
import { Operator } from './operator.js';
import type { Item } from './operator.js';
import { providerFile } from './provider-file.js';
import { makeSmallProject } from './small-project.js';
import type { SmallProject } from './small-project.js';

/** The cloud of what is protected, and another one; both have the same bank. */
let old: Operator;
let next: Operator;
let made: SmallProject;
let wanted: Fingerprint;
let id: string;
let from: readonly string[];
let empty: Awaited<ReturnType<typeof leftIn>>;

/** The other cloud has networks of its own. */
const mapping = ['--parameters', 'mapping.yaml'];
const makesServer = { service: 'compute', method: 'POST', path: /servers$/ } as const;

beforeAll(async () => {
  [old, next] = [await Operator.start(), await Operator.start()];
  made = await makeSmallProject(old.cloud);
  wanted = await fingerprint(old.cloud, old.projectId);
  for (const operator of [old, next]) {
    await operator.write('providers.d/nightly.conf', providerFile(old.path('bank')));
    await operator.write('mapping.yaml', `OS::Nova::Server: { restore_networks: { private: private } }
OS::Nova::Server#${made.dbId}: { restore_flavors: { m1.tiny: m1.small } }
`);
  }
  ({ id } = await old.json<Item>('protect', '--project'));
  from = ['--from-project', old.projectId];
});
afterAll(async () => {
  await next.end();
  await old.end();
});
beforeEach(async () => {
  empty = await leftIn(next.cloud);
});
afterEach(async () => {
  next.cloud.faults.clear();
  await destroyEverything(next.cloud);
});

const differences = async (cloud = next.cloud, projectId = next.projectId) =>
  describeDifferences(wanted, await fingerprint(cloud, projectId));

interface Sweep {
  readonly otherProjects: number;
  readonly operations: readonly { readonly id: string; readonly status: string }[];
}

describe('a restore into another cloud', () => {
  test('makes the same there, byte by byte, with flavors and networks of that cloud', async () => {
    expect(await next.json('checkpoint', 'list')).toEqual([]);
    const { code, err } = await next.call(['restore', id]);
    expect(code).toBe(2);
    expect(err).toMatch(/--from-project ID\. \[KARBOR_CHECKPOINT_NOT_FOUND\]\n$/);
    expect(await next.json('checkpoint', 'list', ...from)).toMatchObject([{ id, status: 'available' }]);
    expect(await next.json('checkpoint', 'show', id, ...from)).toMatchObject({ id, projectId: old.projectId });
    expect(await next.run('checkpoint', 'verify', id, ...from)).toMatch(/ is sound: 7 resources verified\.\n$/);

    const restored = await next.json<{ mapping: Record<string, string> }>('restore', id, ...from, ...mapping);
    expect(restored.mapping[`OS::Keystone::Project#${old.projectId}`]).toBe(next.projectId);
    expect(await differences()).toEqual([]);
    const flavorOf = (one: string) => next.asUser(async ({ compute }) => {
      const { flavor } = await compute.showServer(restored.mapping[`OS::Nova::Server#${one}`] ?? '');
      return (await collect(compute.listFlavors())).find(({ id: flavorId }) => 'id' in flavor && flavorId === flavor.id)?.name;
    });
    expect([await flavorOf(made.dbId), await flavorOf(made.webId)]).toEqual(['m1.small', 'm1.tiny']);
    expect(await differences(old.cloud, old.projectId)).toEqual([]);
    expect(await next.json('sweep')).toMatchObject({ otherProjects: 0, operations: [] });
  });

  test('says before anything is made what the other cloud has not got', async () => {
    const { code, err } = await next.call(['restore', id, ...from]);
    expect(code).toBe(1);
    expect(err).toMatch(/network .*"private".* restore_networks .*\[KARBOR_RESTORE_TARGET\]\n$/);
    expect(await leftIn(next.cloud)).toEqual(empty);
  });

  test.each(['backup', 'snapshot'])('of a volume whose copy is a %s says that this is in the old cloud', async (mode) => {
    await old.write('mode.yaml', `OS::Cinder::Volume: { protect_mode: ${mode} }\n`);
    const volume = ['--resource', `OS::Cinder::Volume#${made.webDataId}`];
    const copy = await old.json<Item>('protect', ...volume, '--parameters', 'mode.yaml');
    for (const command of [['restore'], ['checkpoint', 'verify']]) {
      const { code, err } = await next.call([...command, copy.id, ...from]);
      expect(code).toBe(1);
      expect(err).toMatch(new RegExp(`web-data.* cannot be restored: project ${next.projectId} of this cloud has no ${mode} .* only the project and cloud of its volume`));
    }
    expect(await leftIn(next.cloud)).toEqual(empty);
    await old.json('checkpoint', 'delete', copy.id);
  });
});

describe('a restore into another cloud that was killed', () => {
  let operationId: string;

  beforeEach(async () => {
    const said = await killAt(next, ['restore', id, ...from, ...mapping], makesServer);
    operationId = /, operation (\S+)$/m.exec(said)?.[1] ?? '';
    expect((await leftIn(next.cloud))['volumes']).not.toEqual([]);
  });

  test('is left alone by a sweep with the credentials of the old cloud, which says so, and released by one of the new', async () => {
    const left = await leftIn(next.cloud);
    old.cloud.requests.clear();
    const { code, out } = await old.call(['sweep']);
    expect({ code, out }).toEqual({ code: 0, out: 'No operation has been left unfinished.\n1 operation of another project was left alone.\n' });
    for (const args of [['restore', '--resume', operationId], ['sweep', '--operation', operationId], ['sweep', '--resume', '--operation', operationId]]) {
      const refused = await old.call(args);
      expect(refused.code).toBe(2);
      expect(refused.err).toContain('[KARBOR_OPERATION_NOT_FOUND]');
    }
    const held = await old.call(['checkpoint', 'delete', id]);
    expect(held.code).toBe(1);
    expect(held.err).toContain(`by project ${next.projectId}`);
    // Nothing of it was looked for where it is not.
    expect(old.cloud.requests.count({ method: 'DELETE' })).toBe(0);
    expect(await leftIn(next.cloud)).toEqual(left);

    const { operations } = JSON.parse((await next.call(['sweep', '--dry-run', '--json'])).out) as Sweep;
    expect(operations).toMatchObject([
      { id: operationId, status: 'left', projectId: next.projectId, checkpointProjectId: old.projectId },
    ]);
    expect(await next.run('sweep')).toMatch(/ is released\.\n$/);
    expect(await leftIn(next.cloud)).toEqual(empty);
    expect(await old.json('sweep')).toEqual({ otherProjects: 0, operations: [] });
  });

  test.each([
    ['restore --resume', () => ['restore', '--resume', operationId]],
    ['sweep --resume', () => ['sweep', '--resume']],
  ])('goes on with %s, which need not be told whose checkpoint it is', async (_how, args) => {
    await next.run(...args());
    expect(await differences()).toEqual([]);
    expect(await next.json('sweep')).toEqual({ otherProjects: 0, operations: [] });
  });
});

test('a restore into another project of the same cloud makes all of it there', async () => {
  const alt = { OS_CLOUD: 'alt' };
  const { id: altId } = old.cloud.project('alt');
  const { code, err } = await old.start(['restore', id, ...from, ...mapping], alt).ended;
  expect({ code, err }).toMatchObject({ code: 0 });
  expect(await differences(old.cloud, altId)).toEqual([]);
  expect(await differences(old.cloud, old.projectId)).toEqual([]);
  // It is still the project's own.
  expect((await old.call(['checkpoint', 'delete', id], alt)).code).toBe(2);
});

test('when the old cloud is lost the bank is enough, and its checkpoints can be deleted', async () => {
  await old.cloud.stop();
  await next.json('restore', id, ...from, ...mapping);
  expect(await differences()).toEqual([]);
  // Without a cloud somebody acts for any project; what is in the bank alone needs none.
  const noCloud = { OS_CLOUD: '' };
  expect(await next.call(['checkpoint', 'delete', id, '--project-id', old.projectId], noCloud)).toMatchObject({
    ...{ code: 0, out: `Checkpoint ${id} is deleted.\n` },
  });
  expect(await next.json('checkpoint', 'list', ...from)).toEqual([]);
});
