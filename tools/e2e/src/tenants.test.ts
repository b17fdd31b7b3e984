import { randomBytes } from '@karbor/demo';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Operator } from './operator.js';
import type { Item } from './operator.js';

let operator: Operator;
const alt = { OS_CLOUD: 'alt' };

beforeAll(async () => {
  operator = await Operator.start();
});
afterAll(() => operator.end());

test("another project's user sees nothing of a checkpoint on the same bank, and can do nothing with it", async () => {
  const { seed } = operator.cloud;
  const mine = await seed.volume({ name: 'mine', bytes: randomBytes(1, 5000) });
  const theirs = await seed.volume({ project: 'alt', name: 'theirs', bytes: randomBytes(2, 5000) });
  const { id } = await operator.json<Item>('protect', '--resource', `OS::Cinder::Volume#${mine}`);

  const asAlt = async (...args: readonly string[]) => operator.call([...args, '--json'], alt);
  expect(await asAlt('checkpoint', 'list')).toMatchObject({ code: 0, out: '[]\n' });
  for (const command of [['checkpoint', 'show'], ['checkpoint', 'verify'], ['checkpoint', 'delete'], ['restore']]) {
    const { code, out } = await asAlt(...command, id);
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'KARBOR_CHECKPOINT_NOT_FOUND' } });
  }
  expect(await asAlt('checkpoint', 'list', '--marker', id)).toMatchObject({ code: 2 });
  // Nor may a user act for a project that he is no member of.
  const other = await operator.start(['checkpoint', 'list', '--project-id', operator.projectId], alt).ended;
  expect(other).toMatchObject({ code: 2, out: '' });
  expect(other.err).toContain('[OPENSTACK_AUTHENTICATION_FAILED]');

  // Both use the bank side by side.
  const { code, out } = await operator.start(['protect', '--resource', `OS::Cinder::Volume#${theirs}`, '--json'], alt).ended;
  expect(code).toBe(0);
  const { id: otherId } = JSON.parse(out) as Item;
  expect(JSON.parse((await asAlt('checkpoint', 'list')).out)).toMatchObject([{ id: otherId, status: 'available' }]);
  expect(await operator.json('checkpoint', 'list')).toMatchObject([{ id, status: 'available' }]);
  expect((await operator.call(['checkpoint', 'show', otherId])).code).toBe(2);
});
