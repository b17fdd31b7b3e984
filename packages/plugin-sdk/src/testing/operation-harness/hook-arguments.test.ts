import { describe, expect, test } from 'vitest';
import { defineProtectionPlugin } from '../../index.js';
import { operationHarness } from '../index.js';

const resource = { type: 'T', id: '1', name: 'one' };
const about = { name: 'p', resourceTypes: ['T'] as [string] };

describe('state', () => {
  test('goes through JSON between hooks', async () => {
    const seen: unknown[] = [];
    const shared = { count: 1 };
    const plugin = defineProtectionPlugin({
      ...about,
      operations: {
        protect: {
          onPrepareBegin: ({ state }) => void (state['shared'] = shared),
          onMain: ({ state }) => void seen.push(state['shared'] === shared, state['shared']),
        },
      },
    });
    await operationHarness(plugin, { resource }).protect();
    expect(seen).toEqual([false, { count: 1 }]);
  });

  test.each([new Date(0), Number.NaN, new Map(), () => 1, 1n])('must be plain JSON: %s', async (value) => {
    const plugin = defineProtectionPlugin({
      ...about,
      operations: { protect: { onMain: ({ state }) => void (state['bad'] = value as never) } },
    });
    await expect(operationHarness(plugin, { resource }).protect()).rejects.toMatchObject({ code: 'KARBOR_NOT_JSON' });
  });
});

test('a hook of a group stands in for the one of its only member', async () => {
  const log: string[] = [];
  const plugin = defineProtectionPlugin({
    ...about,
    operations: {
      protect: {
        onPrepareFinish: () => void log.push('member'),
        onMain: () => void log.push('main'),
        group: {
          key: ({ id }) => `group-${id}`,
          hooks: {
            onPrepareFinish({ key, members }) {
              for (const member of members) {
                member.state['group'] = key;
                member.saveInfo({ key });
              }
            },
          },
        },
      },
    },
  });
  const report = await operationHarness(plugin, { resource }).protect();
  expect(log).toEqual(['main']);
  expect(report).toMatchObject({ state: { group: 'group-1' }, savedInfo: { key: 'group-1' } });
});

test('shows a hook its place in the graph', async () => {
  const child = { type: 'C', id: '2', name: 'child' };
  const parent = { type: 'P', id: '3', name: 'parent' };
  const seen: unknown[] = [];
  const plugin = defineProtectionPlugin({
    ...about,
    operations: {
      protect: {
        onMain({ checkpoint: { graph }, resource: own }) {
          seen.push(graph.children(own), graph.parents(own), graph.parents(child), graph.children(parent), graph.children(child));
        },
      },
    },
  });
  await operationHarness(plugin, { resource, children: [child], parents: [parent] }).protect();
  expect(seen).toEqual([[child], [parent], [resource], [resource], []]);
});

test('shows a hook when the checkpoint was created', async () => {
  const seen: Date[] = [];
  const see = { onMain: ({ checkpoint }: { readonly checkpoint: { readonly createdAt: Date } }) => void seen.push(checkpoint.createdAt) };
  const plugin = defineProtectionPlugin({ ...about, operations: { protect: see, delete: see } });
  const createdAt = new Date('2026-01-04T02:30:00Z');
  const life = operationHarness(plugin, { resource, createdAt });
  await life.protect();
  await life.delete();
  expect(seen).toEqual([createdAt, createdAt]);
});

test('an operation that the plugin lacks is refused, or done as core does it', async () => {
  const plugin = defineProtectionPlugin({
    ...about,
    operations: { protect: { onMain: ({ section }) => section.putJson('a', 1) } },
  });
  const life = operationHarness(plugin, { resource });
  await life.protect();
  await expect(life.restore()).rejects.toMatchObject({ code: 'KARBOR_OPERATION_UNSUPPORTED' });
  await life.verify();
  life.damage('a');
  await expect(life.verify()).rejects.toMatchObject({ code: 'KARBOR_OBJECT_CORRUPT' });
  await life.delete();
  await expect(life.section.stat('a')).rejects.toMatchObject({ code: 'KARBOR_OBJECT_NOT_FOUND' });
});
