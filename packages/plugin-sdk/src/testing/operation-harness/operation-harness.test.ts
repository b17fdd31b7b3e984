import { describe, expect, test } from 'vitest';
import { operationHarness } from '../index.js';
import type { HarnessOptions } from '../index.js';
import { emptyCloud, volumePlugin } from './volume-plugin.fixture.js';

const resource = { type: 'Example::Volume', id: '1', name: 'data' };

function life(options: Partial<HarnessOptions> = {}) {
  const cloud = emptyCloud();
  return { cloud, life: operationHarness(volumePlugin(cloud), { resource, ...options }) };
}

test('protects: runs the hooks in order and reports progress, effects, state and what was saved', async () => {
  const { cloud, life: volume } = life({ config: { piece_size: '4' } });
  const report = await volume.protect();
  expect(report).toMatchObject({ operation: 'protect', status: 'done', applies: true, errors: [] });
  expect(report.hooks).toEqual(['onPrepareBegin', 'onPrepareFinish', 'onMain', 'onComplete']);
  expect(report.progress).toEqual([
    { hook: 'onMain', done: 4, total: 7, message: 'data' },
    { hook: 'onMain', done: 7, total: 7, message: 'data' },
    { hook: 'onMain', message: 'stored' },
  ]);
  expect(report.effects.map(({ step, kind }) => `${step} ${kind}`)).toEqual([
    ...['intended freeze', 'made freeze', 'intended snapshot', 'made snapshot', 'released freeze', 'released snapshot'],
  ]);
  expect(report.effects.every(({ tag }) => /^[a-z0-9-]{1,63}$/.test(tag))).toBe(true);
  expect(new Set(report.effects.map(({ tag }) => tag)).size).toBe(2);
  expect(report.state).toEqual({ began: true });
  expect(report.savedInfo).toEqual({ size: 7 });
  expect(volume.savedInfo).toEqual({ size: 7 });
  expect(await volume.section.getJson('meta/volume')).toEqual({ began: true });
  expect(await volume.section.stat('data')).toMatchObject({ kind: 'stream', size: 7 });
  expect(volume.outstandingEffects).toEqual([]);
  expect(cloud.things.size).toBe(0);
});

test('restores what was protected, hands over what is kept, and tells what the resource has become', async () => {
  const child = { type: 'Example::Child', id: 'c', name: 'child' };
  const { cloud, life: volume } = life({ children: [child], mapping: { 'Example::Child#c': 'new-c' } });
  await volume.protect();
  cloud.log.length = 0;
  const report = await volume.restore({ name: 'again' });
  expect(report).toMatchObject({ status: 'done', hooks: ['onMain', 'onComplete'], newId: 'volume-1' });
  expect(report.progress.at(-1)).toEqual({ hook: 'onComplete', message: 'kept' });
  expect(cloud.log).toEqual(['make volume', 'child new-c', 'is now volume-1']);
  expect(cloud.things.size).toBe(1);
  expect(volume.outstandingEffects).toEqual([]);
});

test('restores what an earlier version of the plugin has saved', async () => {
  const { life: volume } = life({ savedInfo: { size: 7 } });
  await expect(volume.restore()).rejects.toMatchObject({ code: 'KARBOR_OBJECT_NOT_FOUND' });
  expect(volume.outstandingEffects).toEqual([]);
});

test('verifies and deletes', async () => {
  const { cloud, life: volume } = life();
  await volume.protect();
  await volume.verify();
  expect(cloud.log.at(-1)).toBe('read 7');
  volume.damage('data');
  await expect(volume.verify()).rejects.toMatchObject({ code: 'KARBOR_OBJECT_CORRUPT' });
  await volume.delete();
  expect(volume.savedInfo).toBeUndefined();
  await expect(volume.section.stat('data')).rejects.toMatchObject({ code: 'KARBOR_OBJECT_NOT_FOUND' });
  expect(volume.reports.map(({ operation, status }) => `${operation} ${status}`)).toEqual([
    ...['protect done', 'verify done', 'verify failed', 'delete done'],
  ]);
});

test('runs no hook when the plugin has nothing to do', async () => {
  const { cloud, life: volume } = life({ resource: { ...resource, name: 'skip' } });
  expect(await volume.protect()).toMatchObject({ status: 'done', applies: false, hooks: [] });
  expect(cloud.log).toEqual([]);
});

test('checks config, parameters and saved info against their schemas', async () => {
  const { life: volume } = life();
  await expect(volume.protect({ refuse: 'perhaps' })).rejects.toMatchObject({ code: 'KARBOR_PARAMETERS_INVALID' });
  await expect(volume.verify({ deep: true })).rejects.toThrow('The parameters of verify has deep');
  await expect(volume.restore()).rejects.toMatchObject({ code: 'KARBOR_SAVED_INFO_INVALID' });
  const misconfigured = life({ config: { piece_size: 'large' } }).life;
  await expect(misconfigured.protect()).rejects.toMatchObject({ code: 'KARBOR_CONFIG_INVALID' });
});

describe('makes a plugin fail and leaves nothing', () => {
  test.each([
    { before: 'onPrepareBegin' },
    { after: 'onPrepareBegin' },
    { before: 'onMain' },
    { after: 'onMain' },
    { after: 'onComplete' },
    { effect: 1, when: 'intended' },
    { effect: 1, when: 'made' },
    { effect: 2, when: 'made' },
    { effect: 2, when: 'recorded' },
  ] as const)('protect: %j', async (fail) => {
    const { cloud, life: volume } = life();
    await expect(volume.protect({}, { fail })).rejects.toMatchObject({ code: 'KARBOR_FAULT_INJECTED' });
    expect(cloud.things.size).toBe(0);
    expect(volume.outstandingEffects).toEqual([]);
    expect(volume.reports[0]).toMatchObject({ status: 'failed' });
    await volume.delete();
  });

  test('urgent effects go first, then the newest', async () => {
    const { cloud, life: volume } = life();
    await expect(volume.protect({}, { fail: { effect: 2, when: 'made' } })).rejects.toThrow();
    expect(cloud.log).toEqual(['make freeze', 'make snapshot', 'remove freeze', 'remove snapshot']);
  });

  test('a restored volume that is kept goes too when the operation fails at its end', async () => {
    const { cloud, life: volume } = life();
    await volume.protect();
    await expect(volume.restore({}, { fail: { after: 'onComplete' } })).rejects.toThrow('after onComplete');
    expect(cloud.things.size).toBe(0);
    expect(volume.reports.at(-1)?.effects.map(({ step }) => step)).toEqual(['intended', 'made', 'kept', 'released']);
  });

  test('an intent is void when nothing was made', async () => {
    const { cloud, life: volume } = life();
    await expect(volume.protect({ refuse: true })).rejects.toThrow('quota exceeded');
    expect(volume.reports[0]?.effects.map(({ step, kind }) => `${step} ${kind}`)).toEqual([
      ...['intended freeze', 'made freeze', 'intended snapshot', 'voided snapshot', 'released freeze'],
    ]);
    expect(cloud.log).not.toContain('remove snapshot');
  });

  test('what a failed hook stored does not count', async () => {
    const { life: volume } = life();
    const controller = new AbortController();
    const reason = new Error('cancelled');
    const protecting = volume.protect({}, { signal: controller.signal });
    controller.abort(reason);
    await expect(protecting).rejects.toBe(reason);
    await expect(volume.section.stat('data')).rejects.toMatchObject({ code: 'KARBOR_OBJECT_NOT_FOUND' });
  });
});
