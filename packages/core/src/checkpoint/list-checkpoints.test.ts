import { faultyBank, memoryBank } from '@karbor/plugin-sdk/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openBank } from '../bank/bank.js';
import { collect } from '../collect.js';
import { claim, identityOf, owner, stranger } from './checkpoint.fixture.js';
import type { CheckpointQuery, CheckpointStatus } from './checkpoint.js';
import { setHint } from './checkpoint-index.js';
import { endEpoch } from './epoch.js';
import { listPrefix } from './index-keys.js';
import { listCheckpoints } from './list-checkpoints.js';
import type { CheckpointOwner } from './read-checkpoint.js';
import { showCheckpoint } from './show-checkpoint.js';

const code = (expected: string) => expect.objectContaining({ code: expected }) as unknown;
const start = Date.UTC(2026, 10, 22);
const at = (minutes: number) => new Date(start + minutes * 60_000);

interface Made {
  readonly id: string;
  readonly minute: number;
  readonly planId: string;
  readonly whose: CheckpointOwner;
  readonly fate: CheckpointStatus;
}

async function make(bank: ReturnType<typeof openBank>, { id, minute, planId, whose, fate }: Made): Promise<void> {
  const identity = identityOf(id, { ...whose, planId, createdAt: at(minute) });
  const epoch = await claim(bank, id, { identity });
  if (fate === 'protecting') return;
  const isDelete = fate.startsWith('delet') || fate === 'error-deleting';
  await endEpoch(epoch, { status: isDelete || fate === 'available' ? 'available' : 'error', errors: [] });
  if (!isDelete) return;
  const deletion = await claim(bank, id, { identity, operation: 'delete' });
  if (fate === 'deleted' || fate === 'error-deleting') await endEpoch(deletion, { status: fate, errors: [] });
}

const made: fc.Arbitrary<Made> = fc.record({
  id: fc.constantFrom('a', 'a0', 'a-b', 'b', 'c1', 'c10', 'c2', 'd', 'e', 'f').chain((id) => fc.constantFrom(id, `${id}-x`)),
  minute: fc.nat(5),
  planId: fc.constantFrom('plan', 'Plan', 'plan/2'),
  whose: fc.constantFrom(owner, owner, owner, stranger, { ...owner, providerId: 'Provider-1' }),
  fate: fc.constantFrom<CheckpointStatus>('protecting', 'available', 'error', 'deleting', 'deleted', 'error-deleting'),
});
const query = fc.record(
  {
    planId: fc.constantFrom('plan', 'Plan', 'none'),
    since: fc.nat(6).map(at),
    until: fc.nat(6).map(at),
    limit: fc.nat(6),
    sortDir: fc.constantFrom<'asc' | 'desc'>('asc', 'desc'),
    marker: fc.nat(),
  },
  { requiredKeys: [] },
);

test('gives what a list of all checkpoints would, for any query', async () => {
  const some = fc.uniqueArray(made, { selector: ({ id }) => id, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(some, query, async (all, { marker, ...rest }) => {
      const bank = openBank(memoryBank());
      for (const one of all) await make(bank, one);
      const own = all.filter(({ whose }) => whose === owner);
      const last = marker === undefined ? undefined : own[marker % own.length];
      const asked: CheckpointQuery = { ...rest, ...(last && { marker: last.id }) };
      // Of one time they come in the order of their keys, `<time>@<id>/…`.
      const place = ({ minute, id }: Made) => `${minute}@${id}/`;
      const sorted = own.sort((left, right) => (place(left) < place(right) ? -1 : 1));
      if (asked.sortDir === 'desc') sorted.reverse();
      const expected = sorted
        .slice(last ? sorted.indexOf(last) + 1 : 0)
        .filter(({ fate, planId }) => fate !== 'deleted' && (asked.planId ?? planId) === planId)
        .filter(({ minute }) => (!asked.since || at(minute) >= asked.since) && (!asked.until || at(minute) < asked.until))
        .slice(0, asked.limit)
        .map(({ id, fate, minute }) => ({ id, status: fate, createdAt: at(minute) }));
      expect(await collect(listCheckpoints(bank, owner, asked))).toEqual(expected);
    }),
    { seed: 12, numRuns: 300 },
  );
});

test('reads index keys only, a page at a time', async () => {
  const bank = faultyBank(memoryBank());
  for (let minute = 0; minute < 30; minute++) {
    await make(openBank(bank), { id: `c${minute}`, minute, planId: 'plan', whose: owner, fate: 'available' });
  }
  const before = bank.calls.length;
  const newest = await collect(listCheckpoints(openBank(bank), owner, { limit: 3, sortDir: 'desc' }));
  expect(newest.map(({ id }) => id)).toEqual(['c29', 'c28', 'c27']);
  const prefix = listPrefix(owner);
  expect(bank.calls.slice(before).map(({ method, key }) => [method, key])).toEqual([['listObjects', prefix]]);
  const rest = await collect(listCheckpoints(openBank(bank), owner, { limit: 30, marker: 'c27', sortDir: 'desc' }));
  expect(rest.map(({ id }) => id)).toEqual(Array.from({ length: 27 }, (_, index) => `c${26 - index}`));
});

test('goes on over pages, also within one checkpoint', async () => {
  const plugin = memoryBank();
  const prefix = listPrefix(owner);
  for (let number = 0; number < 1500; number++) {
    const id = String(number).padStart(4, '0');
    await plugin.putObject(`${prefix}20261122T000000000Z@${id}/1-protecting`, new Uint8Array());
    if (number % 3 === 0) await plugin.putObject(`${prefix}20261122T000000000Z@${id}/1-available`, new Uint8Array());
  }
  for (const limit of [undefined, 1, 7, 1000]) {
    for (const sortDir of ['asc', 'desc'] as const) {
      const found = await collect(listCheckpoints(openBank(plugin), owner, { sortDir, ...(limit !== undefined && { limit }) }));
      expect(found).toHaveLength(limit ?? 1500);
      for (const { id, status } of found) expect(status).toBe(Number(id) % 3 === 0 ? 'available' : 'protecting');
    }
  }
});

test('passes over what is no hint', async () => {
  const bank = openBank(memoryBank());
  const prefix = listPrefix(owner);
  await make(bank, { id: 'c1', minute: 0, planId: 'plan', whose: owner, fate: 'available' });
  for (const odd of ['x', '20261122T000000000Z@c2/x', '20261122T000000000Z@c3/1-odd', '20261122T000000000Z@/1-error', '2026@c/1-error']) {
    await bank.putObject(prefix + odd, new Uint8Array());
  }
  expect((await collect(listCheckpoints(bank, owner))).map(({ id }) => id)).toEqual(['c1']);
});

test('refuses queries that mean nothing', async () => {
  const bank = openBank(memoryBank());
  const invalid = code('KARBOR_QUERY_INVALID');
  const bad: unknown[] = [{ limit: -1 }, { limit: 0.5 }, { since: new Date(NaN) }, { until: new Date(8.64e15) }, { sortDir: 'up' }];
  for (const one of bad) await expect(collect(listCheckpoints(bank, owner, one as CheckpointQuery))).rejects.toThrow(invalid);
  const marker = collect(listCheckpoints(bank, owner, { marker: 'none' }));
  await expect(marker).rejects.toThrow(code('KARBOR_CHECKPOINT_NOT_FOUND'));
  await make(bank, { id: 'theirs', minute: 0, planId: 'plan', whose: stranger, fate: 'available' });
  const theirs = collect(listCheckpoints(bank, owner, { marker: 'theirs' }));
  await expect(theirs).rejects.toThrow(code('KARBOR_CHECKPOINT_NOT_FOUND'));
});

describe('a hint that is behind', () => {
  const list = (bank: ReturnType<typeof openBank>) => collect(listCheckpoints(bank, owner));

  test.each(['index/', '/plans/'])('is put right by who shows the checkpoint, when %s could not be written', async (key) => {
    const plugin = faultyBank(memoryBank());
    const bank = openBank(plugin);
    const epoch = await claim(bank, 'c1');
    plugin.inject({ fault: 'refuse', method: 'putObject', key: new RegExp(key) });
    await endEpoch(epoch, { status: 'error', errors: [{ code: 'KARBOR_X', message: 'No.' }] });
    const shown = await showCheckpoint(bank, 'c1', owner);
    expect(shown).toMatchObject({ status: 'error', errors: [{ code: 'KARBOR_X' }], planName: 'nightly', resources: [], size: 0 });
    expect(await list(bank)).toMatchObject([{ id: 'c1', status: 'error' }]);
    expect(await collect(listCheckpoints(bank, owner, { planId: 'plan-1' }))).toMatchObject([{ id: 'c1', status: 'error' }]);
    const before = plugin.count({ method: 'putObject' });
    await showCheckpoint(bank, 'c1', owner);
    expect(plugin.count({ method: 'putObject' })).toBe(before);
  });

  test('is taken away from a deleted checkpoint', async () => {
    const bank = openBank(memoryBank());
    await make(bank, { id: 'c1', minute: 0, planId: 'plan', whose: owner, fate: 'deleted' });
    await setHint(bank, identityOf('c1', { createdAt: at(0), planId: 'plan' }), { epoch: 1, status: 'available' });
    expect(await list(bank)).toHaveLength(1);
    expect(await showCheckpoint(bank, 'c1', owner)).toMatchObject({ status: 'deleted' });
    expect(await list(bank)).toEqual([]);
  });

  test('does not take away what a later epoch said', async () => {
    const bank = openBank(memoryBank());
    await setHint(bank, identityOf('c1'), { epoch: 2, status: 'deleting' });
    await setHint(bank, identityOf('c1'), { epoch: 1, status: 'available' });
    expect(await list(bank)).toMatchObject([{ id: 'c1', status: 'deleting' }]);
  });

  test('is left as it is where nothing can be written', async () => {
    const bank = openBank(memoryBank());
    await make(bank, { id: 'c1', minute: 0, planId: 'plan-1', whose: owner, fate: 'available' });
    await bank.putObject(`${listPrefix(owner)}20261122T000000000Z@c1/7-odd`, new Uint8Array());
    const readOnly = faultyBank(bank, [{ fault: 'refuse', method: 'putObject', times: 99 }]);
    await expect(showCheckpoint(openBank(readOnly), 'c1', owner)).resolves.toMatchObject({ id: 'c1' });
  });
});
