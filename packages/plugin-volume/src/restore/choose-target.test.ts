import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startTestCloud } from '../test-cloud.fixture.js';
import type { TestCloud } from '../test-cloud.fixture.js';
import { modes, testVolume } from '../test-volume.fixture.js';
import type { TestVolume } from '../test-volume.fixture.js';

let demo: TestCloud;
let volume: TestVolume;

beforeEach(async () => {
  demo = await startTestCloud({ zones: ['here', 'there'] });
  const admin = demo.connectAs('admin');
  for (const name of ['gold', 'silver']) await admin.request('volume', { method: 'POST', path: '/types', json: { volume_type: { name } } });
  await admin.close();
  volume = await testVolume(demo);
});
afterEach(() => demo.stop());

const restored = async (parameters: Record<string, unknown>) => {
  const { newId = 'none' } = await volume.harness.restore(parameters);
  return demo.session.volume.showVolume(newId);
};

describe.each(modes)('with protect_mode %s', (protect_mode) => {
  test('type and zone are mapped from old to new; a map goes before a single value', async () => {
    await volume.harness.protect({ protect_mode });
    expect(await restored({})).toMatchObject({ volume_type: '__DEFAULT__', availability_zone: 'here' });
    const mapped = { restore_volume_types: { __DEFAULT__: 'gold' }, restore_availability_zones: { here: 'there' } };
    expect(await restored({ ...mapped, volume_type: 'silver' })).toMatchObject({ volume_type: 'gold', availability_zone: 'there' });
    const others = { restore_volume_types: { other: 'gold' }, restore_availability_zones: { other: 'there' } };
    expect(await restored(others)).toMatchObject({ volume_type: '__DEFAULT__', availability_zone: 'here' });
    expect(await restored({ ...others, volume_type: 'silver', availability_zone: 'there' })).toMatchObject({
      volume_type: 'silver',
      availability_zone: 'there',
    });
  });
});

test.each([
  [{ volume_type: 'gone' }, 'volume_type', 'volume type "gone"', ['gold', 'silver', '__DEFAULT__']],
  [{ restore_volume_types: { of_another_volume: 'gone' } }, 'restore_volume_types', 'volume type "gone"', ['gold', 'silver', '__DEFAULT__']],
  [{ availability_zone: 'gone' }, 'availability_zone', 'availability zone "gone"', ['here', 'there']],
  [{ restore_availability_zones: { here: 'gone' } }, 'restore_availability_zones', 'availability zone "gone"', ['here', 'there']],
])('%j is refused with what there is, before anything is made', async (parameters, parameter, what, available) => {
  await volume.harness.protect();
  await expect(volume.harness.restore(parameters)).rejects.toMatchObject({
    code: 'KARBOR_RESTORE_TARGET',
    message: expect.stringMatching(`${what} is not there. Name another one in ${parameter}; there are: ".*"`) as string,
    details: { parameter, available: expect.arrayContaining(available) as unknown },
  });
  expect(volume.harness.reports.at(-1)?.effects).toEqual([]);
});

test.each(['backup', 'snapshot'])('a %s is of use in its own project only, which is said before anything is made', async (protect_mode) => {
  await volume.harness.protect({ protect_mode });
  const session = demo.connectAs('alt');
  const { id: projectId } = demo.cloud.project('alt');
  const elsewhere = (await testVolume({ ...demo, context: { projectId, auth: session } })).anotherHarness(volume.harness.savedInfo);
  await expect(elsewhere.restore()).rejects.toMatchObject({
    code: 'KARBOR_COPY_DAMAGED',
    message: expect.stringContaining(`project ${projectId} of this cloud has no ${protect_mode}`) as string,
  });
  expect(elsewhere.reports.at(-1)?.effects).toEqual([]);
  await session.close();
});

test('the type that the original had must be there, or be mapped', async () => {
  await volume.harness.protect();
  const text = JSON.stringify(volume.harness.savedInfo).replace('__DEFAULT__', 'retired');
  const other = volume.anotherHarness(JSON.parse(text) as object as never);
  await expect(other.restore()).rejects.toThrow(/volume type "retired" is not there. Name another one in restore_volume_types/);
  expect(other.reports.at(-1)?.effects).toEqual([]);
});

test('an old name that no volume of the restore has is warned of, for it may be misspelt', async () => {
  await volume.harness.protect();
  await restored({ restore_volume_types: { __DEFAULT__: 'gold', _DEFAULT_: 'silver' }, restore_availability_zones: { here: 'there' } });
  expect(volume.warnings).toEqual(['restore_volume_types names "_DEFAULT_", and no volume of this restore had that volume type; they had: "__DEFAULT__".']);
});

test('a zone that is gone is left to Cinder, with a warning', async () => {
  await volume.harness.protect({ protect_mode: 'backup' });
  const text = JSON.stringify(volume.harness.savedInfo).replace('"here"', '"burnt"');
  const { newId = 'none' } = await volume.anotherHarness(JSON.parse(text) as object as never).restore();
  expect(await demo.session.volume.showVolume(newId)).toMatchObject({ availability_zone: 'here' });
  expect(volume.warnings).toEqual([expect.stringContaining('no availability zone "burnt" any more')]);
});
