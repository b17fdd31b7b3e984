import { KarborError } from '@karbor/plugin-sdk';
import type { BankPlugin } from '@karbor/plugin-sdk';
import { memoryBank } from '@karbor/plugin-sdk/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { collect } from '../collect.js';
import { openBank } from './bank.js';

const code = (expected: string) => expect.objectContaining({ code: expected }) as unknown;
const bytes = Uint8Array.of(1, 2, 3);
const failing = (members: Partial<BankPlugin>) => openBank({ ...memoryBank(), ...members });

describe('the guard', () => {
  test('lets no bad key reach the bank', async () => {
    const bank = failing({
      putObject: () => expect.unreachable(),
      getObject: () => expect.unreachable(),
      deleteObject: () => expect.unreachable(),
      listObjects: () => expect.unreachable(),
    });
    await expect(bank.putObject('../x', bytes)).rejects.toThrow(code('KARBOR_KEY_INVALID'));
    await expect(bank.claimObject('/x', bytes)).rejects.toThrow(code('KARBOR_KEY_INVALID'));
    await expect(bank.getObject('')).rejects.toThrow(code('KARBOR_KEY_INVALID'));
    await expect(bank.deleteObject('a/./b')).rejects.toThrow(code('KARBOR_KEY_INVALID'));
    await expect(collect(bank.listObjects('../'))).rejects.toThrow(code('KARBOR_KEY_INVALID'));
    await expect(collect(bank.listObjects('', { marker: 'a//' }))).rejects.toThrow(code('KARBOR_KEY_INVALID'));
    await expect(collect(bank.listObjects('', { limit: 1.5 }))).rejects.toThrow(code('KARBOR_LIST_INVALID'));
    expect(await collect(bank.listObjects('', { limit: 0 }))).toEqual([]);
  });

  test('takes objects of 16 MiB and no larger ones', async () => {
    const bank = openBank(memoryBank());
    await bank.putObject('a', new Uint8Array(16 * 2 ** 20));
    await expect(bank.putObject('b', new Uint8Array(16 * 2 ** 20 + 1))).rejects.toThrow(code('KARBOR_OBJECT_TOO_LARGE'));
  });

  test('names method and key of what failed, and keeps its cause', async () => {
    const cause = Object.assign(new Error('disk full'), { retryable: true });
    const bank = failing({ putObject: () => Promise.reject(cause) }).section('a');
    const error: unknown = await bank.putObject('b', bytes).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'KARBOR_BANK_FAILED', cause, retryable: true });
    expect(error).toHaveProperty('message', 'The bank failed in putObject of "a/b": disk full');
  });

  test('wraps what a listing throws and refuses what is no bytes or does not belong', async () => {
    const wrong = failing({
      getObject: () => Promise.resolve('text' as unknown as Uint8Array),
      async *listObjects() {
        yield await Promise.resolve('elsewhere/x');
      },
    });
    await expect(wrong.getObject('a')).rejects.toThrow(code('KARBOR_BANK_FAILED'));
    await expect(collect(wrong.listObjects('a/'))).rejects.toThrow(code('KARBOR_BANK_FAILED'));
  });

  test('keeps the codes of Karbor errors and the reasons of aborts', async () => {
    const own = new KarborError('KARBOR_SOMETHING', 'It is so.');
    await expect(failing({ getObject: () => Promise.reject(own) }).getObject('a')).rejects.toBe(own);
    const reason = new Error('enough');
    const bank = openBank(memoryBank());
    await expect(bank.getObject('a', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const stop = new AbortController();
    const slow = failing({
      deleteObject: async () => {
        stop.abort(reason);
        return Promise.reject(new Error('The call was aborted.'));
      },
    });
    await expect(slow.deleteObject('a', { signal: stop.signal })).rejects.toBe(reason);
  });

  test('closes the bank once', async () => {
    let closed = 0;
    const bank = failing({ close: async () => Promise.resolve(void (closed += 1)) });
    await bank.close();
    await bank.close();
    expect(closed).toBe(1);
    await expect(failing({ close: () => Promise.reject(new Error('stuck')) }).close()).rejects.toThrow(code('KARBOR_BANK_FAILED'));
  });
});

describe('a section', () => {
  test('keeps everything below its prefix', async () => {
    const plugin = memoryBank();
    const bank = openBank(plugin);
    await bank.putObject('b/secret', bytes);
    const section = bank.section('a').section('deep/er');
    await section.putObject('x', bytes);
    expect(plugin.keys()).toEqual(['a/deep/er/x', 'b/secret']);
    expect(await collect(section.listObjects(''))).toEqual(['x']);
    expect(await collect(bank.section('a').listObjects('deep'))).toEqual(['deep/er/x']);
    expect(section.prefix).toBe('a/deep/er');
  });

  test('cannot be left, whatever it is asked for', async () => {
    const parts = fc.constantFrom('..', '.', '/', 'b', '%2e%2e', '%2f', '\\', '..%2f', '\u2024\u2024', '\uff0e\uff0e', '..;', ' ', 'x');
    const keys = fc.array(parts, { minLength: 1, maxLength: 6 }).map((list) => list.join(''));
    await fc.assert(
      fc.asyncProperty(keys, keys, keys, async (outer, inner, key) => {
        const plugin = memoryBank();
        const jail = openBank(plugin).section('jail');
        await plugin.putObject('b', bytes);
        await jail.putObject(key, bytes).catch(() => undefined);
        try {
          const child = jail.section(outer).section(inner);
          await child.claimObject(key, bytes);
          await child.deleteObject(key);
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^KARBOR_(KEY_INVALID|OBJECT_EXISTS)$/) as unknown });
        }
        for (const one of plugin.keys()) expect(one === 'b' || one.startsWith('jail/')).toBe(true);
        for (const one of plugin.keys()) expect(one.split('/')).not.toContain('..');
        const listed = await collect(jail.listObjects(key)).catch(() => []);
        for (const one of listed) expect(plugin.keys()).toContain(`jail/${one}`);
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  test('that is read-only has no child that can be written', async () => {
    const plugin = memoryBank();
    const bank = openBank(plugin);
    await bank.section('a/b').putObject('x', bytes);
    const readOnly = bank.section('a', { readOnly: true });
    for (const section of [readOnly, readOnly.section('b'), readOnly.section('b', { readOnly: false })]) {
      expect(section.readOnly).toBe(true);
      await expect(section.putObject('y', bytes)).rejects.toThrow(code('KARBOR_SECTION_READ_ONLY'));
      await expect(section.claimObject('y', bytes)).rejects.toThrow(code('KARBOR_SECTION_READ_ONLY'));
      await expect(section.deleteObject('x')).rejects.toThrow(code('KARBOR_SECTION_READ_ONLY'));
    }
    expect(await readOnly.section('b').getObject('x')).toEqual(bytes);
    expect(plugin.keys()).toEqual(['a/b/x']);
  });

  test('counts its prefix to the length of its keys', async () => {
    const section = openBank(memoryBank()).section('p'.repeat(1000));
    await section.putObject('k'.repeat(23), bytes);
    await expect(section.putObject('k'.repeat(24), bytes)).rejects.toThrow(code('KARBOR_KEY_INVALID'));
  });
});
