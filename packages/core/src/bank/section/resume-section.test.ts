import { faultyBank, memoryBank } from '@karbor/plugin-sdk/testing';
import type { MemoryBank } from '@karbor/plugin-sdk/testing';
import { expect, test } from 'vitest';
import { collect } from '../../collect.js';
import { content, pieces, sectionsOf } from './section.fixture.js';
import type { StoredChunks, StoredPart } from './stored-part.js';

const chunk = 4 * 2 ** 20;
const bytes = content(2 * chunk + 1000);
const physical = 'checkpoints/c1/data/1-abc/+o+s,,+cinder,,+volume@+v1/onMain-1/1';

/** A process that was killed while it stored the last chunk of the stream `disks/vda`, and what it had told. */
async function cutOff(plugin: MemoryBank) {
  const told: [string, StoredChunks][] = [];
  const hung = { ...plugin, putObject: (key: string, value: Uint8Array) => (value.length < chunk ? new Promise<never>(() => undefined) : plugin.putObject(key, value)) };
  const attempt = sectionsOf(hung).write('onMain', 1, { onChunks: (...chunks) => told.push(chunks) });
  void attempt.section.section('disks').writeStream('vda', () => pieces(bytes), { identity: 'i' });
  await expect.poll(() => told.length).toBe(2);
  const [{ identity, chunkSize, prefix, first }] = told.map(([, chunks]) => chunks) as [StoredChunks];
  const sha256 = told.flatMap(([, chunks]) => chunks.sha256);
  return { told, part: { identity, chunkSize, runs: [{ prefix, first, sha256 }] } satisfies StoredPart };
}

/** The next process, which is told that part under the name `disks/vda`. */
function nextOn(plugin: MemoryBank, part: StoredPart) {
  const sections = sectionsOf(plugin);
  const told: number[] = [];
  const offsets: number[] = [];
  const write = (attempt = 1) =>
    sections.write('onMain', attempt, {
      dataPrefix: 'data/2-def',
      earlier: (name) => (name === 'disks/vda' ? part : undefined),
      onChunks: (_name, { position }) => told.push(position),
    });
  const store = ({ section }: ReturnType<typeof write>, name = 'disks/vda', identity = 'i') =>
    section.writeStream(name, ({ offset }) => {
      offsets.push(offset);
      return pieces(bytes.subarray(offset));
    }, { identity });
  return { sections, write, store, offsets, told };
}

test('an attempt goes on with the stream of one that was cut off', async () => {
  const plugin = memoryBank();
  const { told, part } = await cutOff(plugin);
  expect(told.map(([name, { prefix, first, position }]) => [name, prefix, first, position])).toEqual([
    ['disks/vda', physical.replace('checkpoints/c1/', ''), 1, 1],
    ['disks/vda', physical.replace('checkpoints/c1/', ''), 2, 2],
  ]);
  const next = nextOn(plugin, part);
  const attempt = next.write();
  await next.store(attempt);
  expect(next.offsets).toEqual([2 * chunk]);
  expect(next.told).toEqual([1]);
  attempt.commit();
  const { section } = next.sections.read();
  expect(Buffer.concat(await collect(section.readStream('disks/vda'))).equals(bytes)).toBe(true);
  const remove = next.sections.remove();
  await remove.section.deleteObject('disks/vda');
  remove.commit();
  await remove.discardReplaced();
  expect(plugin.keys()).toEqual([]);
});

test('what was stored before is there for the next attempt when one is dropped, or stores it twice', async () => {
  const plugin = memoryBank();
  const { part } = await cutOff(plugin);
  const next = nextOn(plugin, part);
  const dropped = next.write();
  await next.store(dropped);
  await dropped.drop();
  expect(plugin.keys()).toEqual([`${physical}/1`, `${physical}/2`]);
  const attempt = next.write(2);
  await next.store(attempt);
  await next.store(attempt);
  attempt.commit();
  await attempt.discardReplaced();
  expect(next.offsets).toEqual([2 * chunk, 2 * chunk, 2 * chunk]);
  const { section } = next.sections.read();
  expect(Buffer.concat(await collect(section.readStream('disks/vda'))).equals(bytes)).toBe(true);
  expect(plugin.count).toBe(4);
});

test('another stream, or another content, begins anew', async () => {
  const plugin = memoryBank();
  const { part } = await cutOff(plugin);
  const next = nextOn(plugin, part);
  const attempt = next.write();
  await next.store(attempt, 'disks/vdb');
  await next.store(attempt, 'disks/vda', 'other');
  expect(next.offsets).toEqual([0, 0]);
});

test('a stream that was found to be no good, and removed, is not used again', async () => {
  const plugin = memoryBank();
  const { part } = await cutOff(plugin);
  const next = nextOn(plugin, part);
  const attempt = next.write();
  await next.store(attempt);
  await attempt.section.deleteObject('disks/vda');
  await next.store(attempt);
  await attempt.drop();
  expect(plugin.keys()).toEqual([]);
  await next.store(next.write(2));
  expect(next.offsets).toEqual([2 * chunk, 0, 0]);
});

test('nothing is told of a stream when its hook has ended', async () => {
  const plugin = memoryBank();
  let letGo: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  const slow = faultyBank({ ...plugin, putObject: async (key, value) => gate.then(() => plugin.putObject(key, value)) });
  const told: unknown[] = [];
  const attempt = sectionsOf(slow).write('onMain', 1, { onChunks: (...chunks) => told.push(chunks) });
  const writing = attempt.section.writeStream('a', () => pieces(content(chunk)), { identity: 'i' });
  await expect.poll(() => slow.count()).toBe(2);
  attempt.commit();
  letGo();
  await expect(writing).rejects.toMatchObject({ code: 'KARBOR_HOOK_ENDED' });
  expect(told).toEqual([]);
});
