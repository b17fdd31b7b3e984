import type { Json, Resource, ResourceKey } from '@karbor/plugin-sdk';
import { compareKeys } from '@karbor/plugin-sdk';
import { faultyBank, memoryBank } from '@karbor/plugin-sdk/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openBank } from '../bank/bank.js';
import { collect } from '../collect.js';
import { claim, entryOf, keyOf } from './checkpoint.fixture.js';
import type { ManifestEntry, ManifestLimits } from './manifest.js';
import { openManifest } from './open-manifest.js';
import { writeManifest } from './write-manifest.js';

const versions = { '@karbor/core': '1.0.0' };

async function write(
  plugin: ReturnType<typeof memoryBank>,
  entries: Iterable<ManifestEntry> | AsyncIterable<ManifestEntry>,
  limits?: Partial<ManifestLimits>,
) {
  const epoch = await claim(openBank(plugin), 'c1');
  const written = await writeManifest(epoch, { versions }, entries, limits);
  const { nonce } = epoch;
  return { written, prefix: epoch.manifestPrefix, reference: { checkpointId: 'c1', epoch: 1, nonce, sha256: written.sha256 } };
}

function* volumes(count: number): Generator<ManifestEntry> {
  for (let index = 0; index < count; index++) {
    const id = String(index).padStart(8, '0');
    const prefix = `data/1-0123456789abcdef/+o+s,,+cinder,,+volume@${id}/onMain-1/1`;
    const list = { key: `${prefix}/list-1`, size: 300, sha256: 'a'.repeat(64), chunks: 4 };
    const stream = { kind: 'stream', name: 'disk', size: 2 ** 24, sha256: 'b'.repeat(64), chunkSize: 2 ** 22, chunks: 4 } as const;
    yield entryOf({ type: 'OS::Cinder::Volume', id, name: `volume ${index}` }, index, {
      savedInfo: { size: 16, type: 'ssd', bootable: false },
      objects: [{ ...stream, lists: [list], identity: id, prefix }],
    });
  }
}

const resource: fc.Arbitrary<Resource> = fc.record(
  {
    type: fc.constantFrom('OS::Nova::Server', 'OS::Cinder::Volume', 'X', 'x'),
    id: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }),
    name: fc.string(),
    extraInfo: fc.dictionary(fc.string(), fc.jsonValue() as fc.Arbitrary<Json>),
  },
  { requiredKeys: ['type', 'id', 'name'] },
);
const object = fc.record({
  kind: fc.constant('object' as const),
  name: fc.string({ minLength: 1 }),
  key: fc.string(),
  size: fc.nat(),
  sha256: fc.constant('c'.repeat(64)),
});
/** Resources with edges between any two of them, in order of their keys. */
const graphs = fc
  .uniqueArray(resource, { selector: ({ type, id }) => `${type}#${id}`, maxLength: 60 })
  .chain((resources) => {
    const keys = resources.map(({ type, id }): ResourceKey => `${type}#${id}`);
    const more = fc.record({ dependents: fc.subarray(keys), objects: fc.array(object, { maxLength: 3 }), savedInfo: fc.jsonValue() });
    return fc.tuple(...resources.map((one, position) => more.map((rest) => entryOf(one, position, rest as Partial<ManifestEntry>))));
  })
  .map((entries) => entries.sort((left, right) => compareKeys(keyOf(left), keyOf(right))));
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test('any graph comes back, entry by entry and all together, whatever the size of segments', async () => {
  const limits = fc.record({ segmentBytes: fc.integer({ min: 100, max: 5000 }), fanOut: fc.integer({ min: 2, max: 5 }) });
  await fc.assert(
    fc.asyncProperty(graphs, limits, async (entries, limit) => {
      const plugin = memoryBank();
      const { written, reference, prefix } = await write(plugin, entries, limit);
      const manifest = await openManifest(openBank(plugin), reference);
      const size = entries.flatMap(({ objects }) => objects).reduce((sum, one) => sum + one.size, 0);
      expect(manifest).toMatchObject({ versions, resources: entries.length, size });
      expect(written).toMatchObject({ resources: entries.length, size });
      expect(await collect(manifest.entries())).toEqual(asJson(entries));
      for (const entry of entries) expect(await manifest.entry(keyOf(entry))).toEqual(asJson(entry));
      expect(await manifest.entry('OS::Cinder::Volume#not there')).toBeUndefined();
      const keys = (await collect(manifest.objectKeys())).map((key) => `checkpoints/c1/${key}`);
      expect(keys.sort()).toEqual(plugin.keys().filter((key) => key.startsWith(`checkpoints/c1/${prefix}/`)));
    }),
    { seed: 10, numRuns: 100 },
  );
});

test('segments and root are of bounded size, and equal entries give equal bytes', async () => {
  const [one, other] = [memoryBank(), memoryBank()];
  const limits = { segmentBytes: 20_000, fanOut: 8 };
  const { written, prefix } = await write(one, volumes(3000), limits);
  const again = await write(other, volumes(3000), limits);
  const sizes = (plugin: typeof one, under: string) =>
    plugin.keys().filter((key) => key.includes(under)).map((key) => plugin.bytes(key)!.length);
  expect(Math.max(...sizes(one, '/segments/'))).toBeLessThanOrEqual(20_000);
  expect(Math.max(...sizes(one, '/nodes/'), ...sizes(one, '/root'))).toBeLessThan(4096);
  expect(sizes(other, '/segments/')).toEqual(sizes(one, '/segments/'));
  expect(one.bytes(`checkpoints/c1/${prefix}/segments/7`)).toEqual(other.bytes(`checkpoints/c1/${again.prefix}/segments/7`));
  expect(written.resources).toBe(3000);
});

test('one entry reads the root, the nodes on its way and one segment', async () => {
  const inner = memoryBank();
  const { reference, prefix } = await write(inner, volumes(1000), { segmentBytes: 20_000, fanOut: 4 });
  const plugin = faultyBank(inner);
  const manifest = await openManifest(openBank(plugin), reference);
  expect(await manifest.entry('OS::Cinder::Volume#00000500')).toMatchObject({ position: 500 });
  const read = plugin.calls.map(({ key }) => key.replace(`checkpoints/c1/${prefix}/`, '').replace(/\d+$/, 'N'));
  expect(read).toEqual(['root', 'nodes/2-N', 'nodes/1-N', 'segments/N']);
  const before = plugin.count();
  await manifest.entry('OS::Cinder::Volume#00000501');
  expect(plugin.count({ key: /segments/ })).toBe(1);
  expect(plugin.count()).toBeLessThanOrEqual(before + 2);
});

test('entries out of order, or one that fits no object, are refused', async () => {
  const [first, second] = [...volumes(2)];
  await expect(write(memoryBank(), [second!, first!])).rejects.toThrow(/came after/);
  await expect(write(memoryBank(), [first!, first!])).rejects.toThrow(/came after/);
  const large = { ...first!, savedInfo: 'x'.repeat(16 * 2 ** 20) };
  await expect(write(memoryBank(), [large])).rejects.toMatchObject({
    code: 'KARBOR_OBJECT_TOO_LARGE',
    details: { resource: 'OS::Cinder::Volume#00000000' },
  });
});

test('an entry larger than a segment has one of its own', async () => {
  const plugin = memoryBank();
  const [first, second, third] = [...volumes(3)];
  const entries = [first!, { ...second!, savedInfo: 'x'.repeat(5 * 2 ** 20) }, third!];
  const { reference } = await write(plugin, entries);
  expect(plugin.keys().filter((key) => key.includes('/segments/'))).toHaveLength(3);
  expect(await collect((await openManifest(openBank(plugin), reference)).entries())).toEqual(entries);
});

test('is written without waiting for all entries to be there', async () => {
  const plugin = memoryBank();
  let stored = 0;
  async function* slowly() {
    for (const entry of volumes(200)) {
      stored = plugin.keys().filter((key) => key.includes('/segments/')).length;
      yield await Promise.resolve(entry);
    }
  }
  await write(plugin, slowly(), { segmentBytes: 5000 });
  expect(stored).toBeGreaterThan(10);
});

test('every damage to any of its objects is found when it is read', async () => {
  const original = memoryBank();
  const { reference, prefix } = await write(original, volumes(40), { segmentBytes: 3000, fanOut: 3 });
  const keys = original.keys().filter((key) => key.startsWith(`checkpoints/c1/${prefix}/`));
  expect(keys.some((key) => key.includes('/nodes/'))).toBe(true);
  const damage = fc.record({ key: fc.constantFrom(...keys), at: fc.nat(), how: fc.constantFrom('flip', 'cut', 'missing') });
  await fc.assert(
    fc.asyncProperty(damage, async ({ key, at, how }) => {
      const good = original.bytes(key)!;
      if (how === 'flip') await original.putObject(key, good.map((byte, index) => (index === at % good.length ? byte ^ 1 : byte)));
      if (how === 'cut') await original.putObject(key, good.subarray(0, at % good.length));
      if (how === 'missing') await original.deleteObject(key);
      const read = openManifest(openBank(original), reference).then((manifest) => collect(manifest.entries()));
      await expect(read).rejects.toMatchObject({ code: 'KARBOR_CHECKPOINT_CORRUPT', details: { key } });
      await original.putObject(key, good);
    }),
    { seed: 11, numRuns: 100 },
  );
});

describe('100,000 resources', () => {
  test('are written and read segment by segment', async () => {
    const plugin = memoryBank();
    const { reference } = await write(plugin, volumes(100_000));
    const segments = plugin.keys().filter((key) => key.includes('/segments/'));
    expect(segments.length).toBeGreaterThan(10);
    const manifest = await openManifest(openBank(plugin), reference);
    expect(manifest.resources).toBe(100_000);
    let count = 0;
    for await (const { position } of manifest.entries()) if (position === count) count += 1;
    expect(count).toBe(100_000);
  }, 60_000);
});
