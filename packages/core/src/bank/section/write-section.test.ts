import type { ReadSection, WriteSection } from '@karbor/plugin-sdk';
import { faultyBank, memoryBank } from '@karbor/plugin-sdk/testing';
import { describe, expect, test } from 'vitest';
import { collect } from '../../collect.js';
import { sectionsOf } from './section.fixture.js';

const code = (expected: string) => expect.objectContaining({ code: expected }) as unknown;
const [one, two] = [Uint8Array.of(1), Uint8Array.of(2)];
const physical = 'checkpoints/c1/data/1-abc/+o+s,,+cinder,,+volume@+v1';

describe('names', () => {
  const bad = ['', '/', 'a/', '/a', 'a//b', '.', '..', '../a', 'a/../b', 'a/..', './a', 'a\0', 'a\n', '\ud800', 'x'.repeat(513)];

  test.each(bad)('%j is refused by every method at any depth', async (name) => {
    const plugin = memoryBank();
    const { section } = sectionsOf(plugin).write();
    for (const one of [section, section.section('s'), section.section('s').section('t/u')] as WriteSection[]) {
      const invalid = code('KARBOR_KEY_INVALID');
      await expect(one.putObject(name, two)).rejects.toThrow(invalid);
      await expect(one.putJson(name, 1)).rejects.toThrow(invalid);
      await expect(one.getObject(name)).rejects.toThrow(invalid);
      await expect(one.getJson(name)).rejects.toThrow(invalid);
      await expect(one.stat(name)).rejects.toThrow(invalid);
      await expect(one.deleteObject(name)).rejects.toThrow(invalid);
      await expect(one.writeStream(name, () => expect.unreachable(), { identity: '' })).rejects.toThrow(invalid);
      await expect(collect(one.readStream(name))).rejects.toThrow(invalid);
      expect(() => one.section(name)).toThrow(invalid);
    }
    await expect(collect(section.listObjects('../'))).rejects.toThrow(code('KARBOR_KEY_INVALID'));
    await expect(collect(section.listObjects('', { limit: -1 }))).rejects.toThrow(code('KARBOR_LIST_INVALID'));
    expect(plugin.keys()).toEqual([]);
  });

  test('are logical: the bank has keys of core only', async () => {
    const plugin = memoryBank();
    const { section } = sectionsOf(plugin).write('onPrepareFinish', 3);
    await section.putObject('%2e%2e/secret \\ 日本', one);
    await section.section('a').section('b').putJson('c', { x: 1 });
    expect(plugin.keys()).toEqual([`${physical}/onPrepareFinish-3/1`, `${physical}/onPrepareFinish-3/2`]);
    expect(await section.getJson('a/b/c')).toEqual({ x: 1 });
  });
});

test('gives back what was put, and says so of what was not', async () => {
  const { section } = sectionsOf(memoryBank()).write();
  await section.putObject('a', one);
  expect(await section.getObject('a')).toEqual(one);
  expect(await section.stat('a')).toEqual({ kind: 'object', size: 1, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown });
  await expect(section.getObject('b')).rejects.toThrow(code('KARBOR_OBJECT_NOT_FOUND'));
  await expect(section.stat('A')).rejects.toThrow('OS::Cinder::Volume#V1: "A" was not stored.');
  await expect(section.deleteObject('b')).resolves.toBeUndefined();
  await expect(section.getJson('a')).rejects.toThrow(code('KARBOR_OBJECT_CORRUPT'));
});

test('refuses what cannot be stored', async () => {
  const { section } = sectionsOf(memoryBank()).write();
  await expect(section.putObject('a', 'text' as unknown as Uint8Array)).rejects.toThrow(code('KARBOR_BYTES_INVALID'));
  await expect(section.putObject('a', new Uint8Array(16 * 2 ** 20 + 1))).rejects.toThrow(/store it with writeStream/);
  await expect(section.putJson('a', { x: NaN })).rejects.toThrow(code('KARBOR_NOT_JSON'));
  expect(await collect(section.listObjects())).toEqual([]);
});

test('lists names as a bank lists keys', async () => {
  const { section } = sectionsOf(memoryBank()).write();
  for (const name of ['b', 'a0', 'a/b', 'a.b', 'a', '\uffff', '😀']) await section.putObject(name, one);
  const list = (...args: Parameters<ReadSection['listObjects']>) => collect(section.listObjects(...args));
  expect(await list()).toEqual(['a', 'a.b', 'a/b', 'a0', 'b', '\uffff', '😀']);
  expect(await list('a')).toEqual(['a', 'a.b', 'a/b', 'a0']);
  expect(await list('a', { marker: 'a.b' })).toEqual(['a/b', 'a0']);
  expect(await list('', { reverse: true, limit: 2, marker: 'b' })).toEqual(['a0', 'a/b']);
  expect(await list('', { limit: 0 })).toEqual([]);
  expect(await collect(section.section('a').listObjects())).toEqual(['b']);
});

test('rewrites no object: a name that is put again is a new one, and the old one goes', async () => {
  const plugin = faultyBank(memoryBank());
  const sections = sectionsOf(plugin);
  const first = sections.write('onPrepareBegin');
  await first.section.putObject('a', one);
  await first.section.putObject('a', two);
  await first.section.putObject('gone', one);
  await first.section.deleteObject('gone');
  first.commit();
  await first.discardReplaced();
  expect(await collect(plugin.listObjects(''))).toEqual([`${physical}/onPrepareBegin-1/2`]);
  const second = sections.write('onMain');
  await second.section.putObject('a', one);
  expect(await second.section.getObject('a')).toEqual(one);
  expect(await collect(plugin.listObjects(''))).toHaveLength(2);
  second.commit();
  await second.discardReplaced();
  expect(await collect(plugin.listObjects(''))).toEqual([`${physical}/onMain-1/1`]);
  const keys = plugin.calls.filter(({ method }) => method === 'putObject').map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
});

test('holds a number of names that fits the manifest', async () => {
  const records = Array.from({ length: 10_000 }, (_, index) => {
    return { kind: 'object', name: String(index), key: 'data/x', size: 1, sha256: '' } as const;
  });
  const { section } = sectionsOf(memoryBank(), records).write();
  await expect(section.putObject('new', one)).rejects.toThrow(code('KARBOR_SECTION_FULL'));
  await section.putObject('7', one);
  await section.deleteObject('8');
  await section.putObject('new', one);
  await expect(section.putObject('newer', one)).rejects.toThrow(code('KARBOR_SECTION_FULL'));
});

test('finds out what was damaged or lost', async () => {
  const plugin = memoryBank();
  const sections = sectionsOf(plugin);
  const protect = sections.write();
  await protect.section.putObject('a', Uint8Array.of(1, 2, 3));
  protect.commit();
  const { section } = sections.read();
  const key = `${physical}/onMain-1/1`;
  for (const damaged of [Uint8Array.of(1, 2), Uint8Array.of(1, 2, 4), Uint8Array.of(1, 2, 3, 0), undefined]) {
    await (damaged ? plugin.putObject(key, damaged) : plugin.deleteObject(key));
    await expect(section.getObject('a')).rejects.toMatchObject({
      code: 'KARBOR_OBJECT_CORRUPT',
      message: expect.stringContaining(`"${key}"`) as unknown,
      details: { resource: 'OS::Cinder::Volume#V1', name: 'a', key },
    });
  }
});
