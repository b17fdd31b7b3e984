import { faultyBank, memoryBank } from '@karbor/plugin-sdk/testing';
import { describe, expect, test } from 'vitest';
import { collect } from '../../collect.js';
import { sectionsOf } from './section.fixture.js';

const code = (expected: string) => expect.objectContaining({ code: expected }) as unknown;
const [one, two] = [Uint8Array.of(1), Uint8Array.of(2)];
const physical = 'checkpoints/c1/data/1-abc/+o+s,,+cinder,,+volume@+v1';

describe('an attempt', () => {
  test('works over what earlier hooks left, and counts from commit on', async () => {
    const sections = sectionsOf(memoryBank());
    const first = sections.write('onPrepareBegin');
    await first.section.putObject('a', one);
    await first.section.putObject('b', one);
    expect(sections.objects.records()).toEqual([]);
    expect(first.commit().put.map(({ name }) => name)).toEqual(['a', 'b']);
    const second = sections.write();
    await second.section.deleteObject('a');
    await second.section.putObject('b', two);
    await second.section.putObject('c', two);
    expect(await collect(second.section.listObjects())).toEqual(['b', 'c']);
    await expect(second.section.getObject('a')).rejects.toThrow(code('KARBOR_OBJECT_NOT_FOUND'));
    expect(sections.objects.records().map(({ name }) => name)).toEqual(['a', 'b']);
    const delta = second.commit();
    expect(delta.removed).toEqual(['a']);
    expect(delta.put.map(({ name, kind, size }) => [name, kind, size])).toEqual([['b', 'object', 1], ['c', 'object', 1]]);
    expect(sections.objects.records()).toEqual(delta.put);
    expect(await sections.read().section.getObject('b')).toEqual(two);
  });

  test('that is dropped leaves nothing and takes nothing away', async () => {
    const plugin = memoryBank();
    const sections = sectionsOf(plugin);
    const first = sections.write('onPrepareBegin');
    await first.section.putObject('a', one);
    first.commit();
    const second = sections.write();
    await second.section.putObject('a', two);
    await second.section.putObject('b', two);
    await second.section.deleteObject('a');
    await second.drop();
    expect(plugin.keys()).toEqual([`${physical}/onPrepareBegin-1/1`]);
    expect(await sections.read().section.getObject('a')).toEqual(one);
  });

  test('that is dropped after its commit is taken back, until what it replaced is gone', async () => {
    const plugin = memoryBank();
    const sections = sectionsOf(plugin);
    const first = sections.write('onPrepareBegin');
    await first.section.putObject('a', one);
    await first.section.putObject('b', one);
    first.commit();
    const before = sections.objects.records();
    const second = sections.write();
    await second.section.putObject('a', two);
    await second.section.deleteObject('b');
    await second.section.putObject('c', two);
    second.commit();
    await second.drop();
    expect(sections.objects.records()).toEqual(before);
    expect(plugin.count).toBe(2);
    await first.discardReplaced();
    await first.drop();
    expect(await sections.read().section.getObject('a')).toEqual(one);
  });

  test('takes no calls after its end', async () => {
    const attempt = sectionsOf(memoryBank()).write();
    const child = attempt.section.section('s');
    await child.putObject('a', one);
    attempt.commit();
    await expect(child.putObject('b', one)).rejects.toThrow(code('KARBOR_HOOK_ENDED'));
    await expect(child.getObject('a')).rejects.toThrow(code('KARBOR_HOOK_ENDED'));
    await expect(collect(child.listObjects())).rejects.toThrow(code('KARBOR_HOOK_ENDED'));
    expect(() => attempt.commit()).toThrow(code('KARBOR_HOOK_ENDED'));
  });

  test('that is revoked refuses every call, and what still arrives is deleted', async () => {
    const plugin = memoryBank();
    let letGo: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    const slow = faultyBank(plugin, [{ fault: 'delay', method: 'putObject', until: () => gate }]);
    const attempt = sectionsOf(slow).write();
    const late = attempt.section.putObject('late', one);
    const abandoned = new Error('abandoned');
    attempt.revoke(abandoned);
    letGo();
    await expect(late).rejects.toBe(abandoned);
    await expect(attempt.section.putObject('b', one)).rejects.toBe(abandoned);
    await expect(attempt.section.stat('late')).rejects.toBe(abandoned);
    expect(slow.count({ method: 'putObject' })).toBe(1);
    expect(plugin.keys()).toEqual([]);
  });

  test('lets go of what failed or may have arrived', async () => {
    const plugin = memoryBank();
    const attempt = sectionsOf(faultyBank(plugin, [{ fault: 'lose-answer', method: 'putObject' }])).write();
    await expect(attempt.section.putObject('a', one)).rejects.toThrow(code('KARBOR_BANK_FAILED'));
    await attempt.section.putObject('a', two);
    expect(plugin.count).toBe(2);
    attempt.commit();
    await attempt.discardReplaced();
    expect(plugin.keys()).toEqual([`${physical}/onMain-1/2`]);
  });

  test('commits also when the old object cannot be deleted', async () => {
    const bank = faultyBank(memoryBank(), [{ fault: 'refuse', method: 'deleteObject', times: 9 }]);
    const attempt = sectionsOf(bank).write();
    await attempt.section.putObject('a', one);
    await attempt.section.putObject('a', two);
    attempt.commit();
    await attempt.discardReplaced();
    expect(bank.count({ method: 'deleteObject' })).toBe(1);
  });
});

test('delete removes names, and objects when that counts; restore can do neither', async () => {
  const plugin = memoryBank();
  const sections = sectionsOf(plugin);
  const protect = sections.write();
  await protect.section.putObject('a', one);
  await protect.section.putObject('s/b', two);
  protect.commit();
  const failed = sections.remove();
  await failed.section.section('s').deleteObject('b');
  await failed.drop();
  const attempt = sections.remove();
  expect(Object.keys(attempt.section)).not.toContain('putObject');
  await attempt.section.section('s').deleteObject('b');
  expect(plugin.count).toBe(2);
  expect(attempt.commit()).toEqual({ put: [], removed: ['s/b'] });
  await attempt.discardReplaced();
  expect(plugin.keys()).toEqual([`${physical}/onMain-1/1`]);
  const { section } = sections.read();
  for (const one of [section, section.section('s')]) {
    expect(Object.keys(one).sort()).toEqual(['getJson', 'getObject', 'listObjects', 'readStream', 'section', 'stat']);
  }
  expect(await collect(section.listObjects())).toEqual(['a']);
});
