import { describe, expect, test } from 'vitest';
import { defineProtectionPlugin } from '../../index.js';
import type { ReadSection, WriteSection } from '../../index.js';
import { operationHarness } from '../index.js';

const resource = { type: 'T', id: '1', name: 'one' };
const about = { name: 'p', resourceTypes: ['T'] as [string] };

describe('a section', () => {
  test('can only be read in restore and verify, and read and emptied in delete', async () => {
    const sections: Record<string, string[]> = {};
    const note = (name: string) => ({ onMain: ({ section }: { section: object }) => void (sections[name] = Object.keys(section)) });
    const plugin = defineProtectionPlugin({
      ...about,
      operations: { protect: note('protect'), restore: note('restore'), delete: note('delete'), verify: note('verify') },
    });
    const life = operationHarness(plugin, { resource });
    await life.protect();
    await life.restore();
    await life.verify();
    await life.delete();
    const read = ['getObject', 'getJson', 'stat', 'listObjects', 'readStream', 'section'];
    expect(sections['restore']).toEqual(read);
    expect(sections['verify']).toEqual(read);
    expect(sections['delete']).toEqual([...read, 'deleteObject']);
    expect(sections['protect']).toEqual([...read, 'deleteObject', 'putObject', 'putJson', 'writeStream']);
  });

  test('keeps what is written as the contract says', async () => {
    await withSection(async (section) => {
      await section.putObject('b', Uint8Array.of(1));
      await section.putObject('a/x', Uint8Array.of(2));
      await section.section('a').putJson('y', { z: [1, null] });
      const inner = section.section('a');
      expect(await names(section)).toEqual(['a/x', 'a/y', 'b']);
      expect(await names(section, 'a', { reverse: true, limit: 1 })).toEqual(['a/y']);
      expect(await names(inner)).toEqual(['x', 'y']);
      expect(await names(inner, '', { marker: 'x' })).toEqual(['y']);
      expect(await section.getJson('a/y')).toEqual({ z: [1, null] });
      expect(await section.stat('b')).toEqual({
        kind: 'object',
        size: 1,
        sha256: '4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a',
      });
      await inner.deleteObject('x');
      await inner.deleteObject('x');
      expect(await names(section)).toEqual(['a/y', 'b']);
    });
  });

  test('refuses what the contract refuses', async () => {
    await withSection(async (section) => {
      await section.putObject('object', Uint8Array.of(1));
      await section.writeStream('stream', () => one(Uint8Array.of(1, 2)), { identity: 'i' });
      for (const name of ['', '..', '../x', 'a//b', '/a', 'a/', 'x'.repeat(513), 'a\n']) {
        await expect(section.putObject(name, new Uint8Array())).rejects.toMatchObject({ code: 'KARBOR_KEY_INVALID' });
        expect(() => section.section(name)).toThrow(expect.objectContaining({ code: 'KARBOR_KEY_INVALID' }) as Error);
      }
      await expect(section.putObject('large', new Uint8Array(2 ** 24 + 1))).rejects.toMatchObject({ code: 'KARBOR_OBJECT_TOO_LARGE' });
      await expect(section.getObject('none')).rejects.toMatchObject({ code: 'KARBOR_OBJECT_NOT_FOUND' });
      await expect(section.getObject('stream')).rejects.toMatchObject({ code: 'KARBOR_OBJECT_KIND' });
      await expect(section.getJson('object')).rejects.toMatchObject({ code: 'KARBOR_OBJECT_CORRUPT' });
      await expect(read(section, 'stream', 3)).rejects.toMatchObject({ code: 'KARBOR_OFFSET_INVALID' });
      expect(await read(section, 'stream', 1)).toEqual([2]);
    });
  });

  test('takes no calls after its hook has ended', async () => {
    let kept: WriteSection | undefined;
    const plugin = defineProtectionPlugin({ ...about, operations: { protect: { onMain: ({ section }) => void (kept = section) } } });
    await operationHarness(plugin, { resource }).protect();
    await expect(kept?.putObject('late', new Uint8Array())).rejects.toMatchObject({ code: 'KARBOR_HOOK_ENDED' });
  });
});

async function withSection(work: (section: WriteSection) => Promise<void>): Promise<void> {
  const plugin = defineProtectionPlugin({ ...about, operations: { protect: { onMain: ({ section }) => work(section) } } });
  await operationHarness(plugin, { resource }).protect();
}

async function names(section: ReadSection, ...args: Parameters<ReadSection['listObjects']>): Promise<string[]> {
  const all: string[] = [];
  for await (const name of section.listObjects(...args)) all.push(name);
  return all;
}

async function read(section: ReadSection, name: string, offset: number): Promise<number[]> {
  const all: number[] = [];
  for await (const piece of section.readStream(name, { offset })) all.push(...piece);
  return all;
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
