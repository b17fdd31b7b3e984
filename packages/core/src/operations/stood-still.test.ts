import { defineProtectionPlugin } from '@karbor/plugin-sdk';
import { faultyBank } from '@karbor/plugin-sdk/testing';
import { expect, test } from 'vitest';
import { collect } from '../collect.js';
import { EffectLedger } from '../effects/effect-ledger.js';
import { takeUp } from '../effects/take-up.js';
import type { JournalEntry } from '../journal/journal-entry.js';
import { replay } from '../journal/replay.js';
import { cutOff } from './cut-off.fixture.js';
import { context, World, worldEffects } from './world.fixture.js';

test('a window that was cut off and taken again counts both times', async () => {
  // The server stood still for more than a second before it was cut off.
  const { second, checkpointId } = await cutOff({ hook: 'onPrepareFinish', id: 'v2' });
  const { failure, events } = await second.run(await second.provider.resume({ checkpointId }, context));
  expect(failure).toBeUndefined();
  const held = events.flatMap((event) => (event.type === 'effect' && event.status === 'released' && event.heldMs !== undefined ? [event.heldMs] : []));
  expect(held).toHaveLength(2);
  const { resources } = await second.provider.checkpoints.show(context, checkpointId);
  expect(resources[0]?.frozenMs).toBe(held.reduce((sum, ms) => sum + ms, 0));
  expect(resources[0]?.frozenMs).toBeGreaterThan(1000);
});

test.each(['released', 'gone on with, and fails'] as const)('it is told, too, when all is %s', async (how) => {
  const { second, under, bank, checkpointId } = await cutOff({ hook: 'onPrepareFinish', id: 'v2' });
  if (how === 'released') {
    const [entry] = await collect(second.provider.operations.list(context));
    const release = await second.provider.operations.release(entry?.operationId ?? '', context);
    expect((await second.run(release!)).failure).toBeUndefined();
  } else {
    const failing = under(faultyBank(bank, [{ fault: 'refuse', method: 'putObject', key: /\/data\//, times: Infinity }]));
    expect((await failing.run(await failing.provider.resume({ checkpointId }, context))).failure).toBeDefined();
  }
  const { status, frozenMs, resources } = await second.provider.checkpoints.show(context, checkpointId);
  expect({ status, resources }).toEqual({ status: 'error', resources: [] });
  expect(frozenMs).toEqual({ 'T::Server#s1': expect.any(Number) as number });
  expect(frozenMs?.['T::Server#s1']).toBeGreaterThan(1000);
});

test('what an owner that is gone held counts until its time was up', () => {
  const world = new World();
  const plugin = defineProtectionPlugin({ name: 'servers', resourceTypes: ['T'], effects: worldEffects(world), operations: { protect: {} } });
  const about = { resource: 'T#1', hook: 'onPrepareBegin', attempt: 1, kind: 'frozen', tag: 't1' } as const;
  const [effect] = replay([
    { type: 'effect-intent', ...about, data: { id: '1' }, until: '2026-11-22T10:01:00.000Z' },
    { type: 'effect-made', tag: 't1', result: { made: 't1' }, since: '2026-11-22T10:00:00.000Z' },
  ]).effects;
  const taken = takeUp(effect!, { plugins: new Map([['T', { definition: plugin, config: {}, version: '1' }]]), resource: () => undefined });
  const journal: JournalEntry[] = [];
  const ledger = new EffectLedger({ append: (entry) => void journal.push(entry), durable: () => Promise.resolve() }, () => undefined);
  ledger.add(taken);
  ledger.released(taken);
  expect(journal).toEqual([{ type: 'effect-released', tag: 't1', heldMs: 60_000 }]);
});
