import { faultyBank, memoryBank } from '@karbor/plugin-sdk/testing';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openBank } from '../bank/bank.js';
import { collect } from '../collect.js';
import type { JournalEntry } from './journal-entry.js';
import { openJournal } from './journal-writer.js';
import { journalKeys, readJournal } from './read-journal.js';

const prefix = 'journal/1/abc';
const code = (expected: string) => expect.objectContaining({ code: expected }) as unknown;
const entry = (number: number, data: string = ''): JournalEntry => ({
  ...{ type: 'effect-intent', resource: 'T#1', hook: 'onMain', attempt: 1, kind: 'snapshot' },
  ...{ tag: String(number), data },
});
const tagsOf = (entries: readonly JournalEntry[]) => entries.map((one) => ('tag' in one ? Number(one.tag) : NaN));
const read = (plugin: ReturnType<typeof memoryBank>) => collect(readJournal(openBank(plugin), prefix));

afterEach(() => vi.useRealTimers());

test('what was appended before durable() is stored in one object, in order', async () => {
  const plugin = memoryBank();
  const journal = openJournal(openBank(plugin), prefix);
  for (let number = 1; number <= 100; number++) journal.append(entry(number));
  expect(plugin.count).toBe(0);
  await Promise.all([journal.durable(), journal.durable()]);
  expect(plugin.keys()).toEqual([`${prefix}/1`]);
  expect(await read(plugin)).toEqual(Array.from({ length: 100 }, (_, index) => entry(index + 1)));
});

test('takes an entry down as it is when it is appended', async () => {
  const plugin = memoryBank();
  const journal = openJournal(openBank(plugin), prefix);
  const state = { step: 1 };
  journal.append({ type: 'hook-ended', hook: 'onMain', attempt: 1, members: [{ resource: 'T#1', state }] });
  state.step = 2;
  await journal.close();
  expect(await read(plugin)).toMatchObject([{ members: [{ state: { step: 1 } }] }]);
});

test('stores one object at a time, and what came meanwhile in the next', async () => {
  let letGo: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  const inner = memoryBank();
  const bank = faultyBank(inner, [{ fault: 'delay', until: () => gate }]);
  const journal = openJournal(openBank(bank), prefix);
  const waiting = [];
  for (let number = 1; number <= 50; number++) {
    journal.append(entry(number));
    waiting.push(journal.durable());
  }
  await new Promise((resolve) => setImmediate(resolve));
  expect(bank.count()).toBe(1);
  letGo();
  await Promise.all(waiting);
  expect(inner.keys()).toEqual([`${prefix}/1`, `${prefix}/2`]);
  expect(tagsOf(await read(inner))).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
});

test('loses, doubles and disorders nothing, whatever fails', async () => {
  const steps = fc.array(fc.constantFrom('append', 'durable', 'refuse', 'lose-answer' as const), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      const inner = memoryBank();
      const bank = faultyBank(inner);
      const journal = openJournal(openBank(bank), prefix);
      let [appended, durable] = [0, 0];
      for (const step of list) {
        if (step === 'append') journal.append(entry(++appended));
        else if (step === 'durable') await journal.durable().then(() => (durable = appended), () => undefined);
        else bank.inject({ fault: step as 'refuse', method: 'putObject' });
        const stored = tagsOf(await read(inner));
        expect(stored).toEqual(Array.from(stored, (_, index) => index + 1));
        expect(stored.length).toBeGreaterThanOrEqual(durable);
      }
      bank.heal();
      await journal.close();
      expect(tagsOf(await read(inner))).toEqual(Array.from({ length: appended }, (_, index) => index + 1));
    }),
    { seed: 8, numRuns: 200 },
  );
});

test('writes no object twice, whatever answer is lost', async () => {
  const inner = memoryBank();
  const bank = faultyBank(inner);
  const journal = openJournal(openBank(bank), prefix);
  for (const [index, fault] of (['lose-answer', 'refuse', 'lose-answer'] as const).entries()) {
    journal.append(entry(index + 1));
    bank.inject({ fault, method: 'putObject' });
    await expect(journal.durable()).rejects.toMatchObject({ code: 'KARBOR_BANK_FAILED' });
    await journal.durable();
  }
  const puts = bank.calls.filter(({ method }) => method === 'putObject');
  expect(puts.every(({ ifAbsent }) => ifAbsent)).toBe(true);
  expect(tagsOf(await read(inner))).toEqual([1, 2, 3]);
});

test('takes no object of another for its own', async () => {
  const plugin = memoryBank();
  await plugin.putObject(`${prefix}/1`, Buffer.from('another'));
  const journal = openJournal(openBank(plugin), prefix);
  journal.append(entry(1));
  await expect(journal.durable()).rejects.toMatchObject({ code: 'KARBOR_OBJECT_EXISTS' });
  expect(Buffer.from(plugin.bytes(`${prefix}/1`)!).toString()).toBe('another');
});

test('says that storing failed to everyone who waits', async () => {
  const journal = openJournal(openBank(faultyBank(memoryBank(), [{ fault: 'refuse' }])), prefix);
  journal.append(entry(1));
  const [one, other] = await Promise.allSettled([journal.durable(), journal.durable()]);
  expect([one, other]).toEqual([
    { status: 'rejected', reason: code('KARBOR_BANK_FAILED') },
    { status: 'rejected', reason: code('KARBOR_BANK_FAILED') },
  ]);
  await journal.durable();
});

describe('entries that nobody waits for', () => {
  test('are stored after a while, by a timer that keeps no process alive', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    openJournal(openBank(memoryBank()), prefix, { flushAfterMs: 60_000 }).append(entry(1));
    expect(timers()).toBe(before);
    vi.useFakeTimers();
    const plugin = memoryBank();
    const journal = openJournal(openBank(plugin), prefix, { flushAfterMs: 1000 });
    journal.append(entry(1));
    await vi.advanceTimersByTimeAsync(999);
    expect(plugin.count).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(plugin.count).toBe(1);
    await journal.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('are tried again when storing them failed, less often each time, until the journal is closed', async () => {
    vi.useFakeTimers();
    const inner = memoryBank();
    const bank = faultyBank(inner, [{ fault: 'refuse', times: 3 }]);
    const journal = openJournal(openBank(bank), prefix, { flushAfterMs: 1000 });
    journal.append(entry(1));
    for (const [passed, tries] of [[1000, 1], [1999, 1], [1, 2], [3999, 2], [1, 3], [7999, 3], [1, 4]] as const) {
      await vi.advanceTimersByTimeAsync(passed);
      expect(bank.count({ method: 'putObject' })).toBe(tries);
    }
    expect(tagsOf(await read(inner))).toEqual([1]);
    bank.inject({ fault: 'silence' });
    journal.append(entry(2));
    await expect(journal.close()).rejects.toMatchObject({ code: 'KARBOR_BANK_FAILED' });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('are stored when there are many', async () => {
    const plugin = memoryBank();
    const journal = openJournal(openBank(plugin), prefix, { flushEntries: 3 });
    for (const number of [1, 2, 3]) journal.append(entry(number));
    await vi.waitFor(() => expect(plugin.count).toBe(1));
  });
});

test('goes on in further objects when it is long', async () => {
  const plugin = memoryBank();
  const journal = openJournal(openBank(plugin), prefix);
  for (let number = 1; number <= 5; number++) journal.append(entry(number, 'x'.repeat(2 ** 21)));
  await journal.close();
  expect(await collect(journalKeys(openBank(plugin), prefix))).toEqual(plugin.keys());
  expect(plugin.count).toBe(5);
  expect(tagsOf(await read(plugin))).toEqual([1, 2, 3, 4, 5]);
});

test('refuses an entry that fits no object, and any after it was closed', async () => {
  const journal = openJournal(openBank(memoryBank()), prefix);
  expect(() => journal.append(entry(1, 'x'.repeat(16 * 2 ** 20)))).toThrow(code('KARBOR_OBJECT_TOO_LARGE'));
  await journal.close();
  expect(() => journal.append(entry(1))).toThrow(code('KARBOR_JOURNAL_CLOSED'));
});

test('finds out what was damaged, and what stands in the place of another', async () => {
  const plugin = memoryBank();
  const journal = openJournal(openBank(plugin), prefix);
  for (const number of [1, 2]) {
    journal.append(entry(number));
    await journal.durable();
  }
  const good = plugin.bytes(`${prefix}/2`)!;
  for (const bad of [good.map((byte, index) => (index === 30 ? byte ^ 1 : byte)), good.subarray(1), plugin.bytes(`${prefix}/1`)!]) {
    await plugin.putObject(`${prefix}/2`, bad);
    await expect(read(plugin)).rejects.toMatchObject({ code: 'KARBOR_JOURNAL_CORRUPT', details: { key: `${prefix}/2` } });
  }
});

test('is empty when nothing was written', async () => {
  const plugin = memoryBank();
  await openJournal(openBank(plugin), prefix).close();
  expect(plugin.count).toBe(0);
  expect(await read(plugin)).toEqual([]);
});
