import type { HookName, ResourceKey } from '@karbor/plugin-sdk';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NamedObjectRecord } from '../bank/section/object-record.js';
import type { JournalEntry } from './journal-entry.js';
import { replay } from './replay.js';

const object = (name: string, key: string): NamedObjectRecord => ({ kind: 'object', name, key, size: 1, sha256: '' });
const intent = (tag: string): JournalEntry => ({
  ...{ type: 'effect-intent', resource: 'T#1', hook: 'onPrepareFinish', attempt: 1, kind: 'snapshot', tag, data: tag },
});

const outstandingOf = (entries: readonly JournalEntry[]) => replay(entries).effects.filter(({ status }) => status === 'outstanding');

test('gives what the hooks that ended left, member by member', () => {
  const { resources } = replay([
    { type: 'applies', resource: 'T#3', applies: false },
    {
      ...{ type: 'hook-ended', hook: 'onPrepareBegin', attempt: 1 },
      members: [
        { resource: 'T#1', state: { step: 1 }, savedInfo: 'early', objects: { put: [object('b', '1'), object('a', '2')], removed: [] } },
        { resource: 'T#2', state: {}, mapping: 'new-2' },
      ],
    },
    {
      ...{ type: 'hook-ended', hook: 'onMain', attempt: 2 },
      members: [{ resource: 'T#1', state: { step: 2 }, objects: { put: [object('c', '3'), object('b', '4')], removed: ['a'] } }],
    },
  ]);
  expect(resources.get('T#1')).toEqual({
    ...{ state: { step: 2 }, savedInfo: 'early', objects: [object('b', '4'), object('c', '3')] },
    ended: new Map([['onPrepareBegin', 1], ['onMain', 2]]),
  });
  expect(resources.get('T#2')).toMatchObject({ mapping: 'new-2', objects: [] });
  expect(resources.get('T#3')).toEqual({ state: {}, objects: [], ended: new Map(), applies: false });
});

test('a hook that was undone left nothing', () => {
  const before: JournalEntry = {
    ...{ type: 'hook-ended', hook: 'onPrepareBegin', attempt: 1 },
    members: [{ resource: 'T#1', state: { step: 1 }, savedInfo: 1, objects: { put: [object('a', '1')], removed: [] } }],
  };
  const undone: JournalEntry = {
    ...{ type: 'hook-ended', hook: 'onMain', attempt: 1 },
    members: [{ resource: 'T#1', state: { step: 2 }, savedInfo: 2, mapping: 'x', objects: { put: [object('a', '2')], removed: [] } }],
  };
  const undo: JournalEntry = { type: 'hook-undone', hook: 'onMain', attempt: 1, resources: ['T#1', 'T#9'] };
  expect(replay([before, undone, undo]).resources.get('T#1')).toEqual(replay([before]).resources.get('T#1'));
});

describe('effects', () => {
  test('are outstanding until they are void or released, oldest first', () => {
    const outstanding = outstandingOf([
      ...['a', 'b', 'c', 'd', 'e'].map(intent),
      { type: 'effect-made', tag: 'b', result: { id: 7 } },
      { type: 'effect-void', tag: 'a' },
      { type: 'effect-made', tag: 'd' },
      { type: 'effect-released', tag: 'd' },
      { type: 'effect-made', tag: 'e', result: null },
      { type: 'effect-kept', tag: 'e' },
      { type: 'effect-released', tag: 'never heard of' },
    ]);
    expect(outstanding.map(({ tag, made, kept, result }) => ({ tag, made, kept, result }))).toEqual([
      { tag: 'b', made: true, kept: false, result: { id: 7 } },
      { tag: 'c', made: false, kept: false, result: undefined },
      { tag: 'e', made: true, kept: true, result: null },
    ]);
    expect(outstanding[0]).toMatchObject({ resource: 'T#1', hook: 'onPrepareFinish', attempt: 1, kind: 'snapshot', data: 'b' });
  });
});

test('is the same as doing the steps one by one', () => {
  const keys: readonly ResourceKey[] = ['T#1', 'T#2'];
  const hooks: readonly HookName[] = ['onPrepareBegin', 'onMain'];
  const step = fc.record({
    kind: fc.constantFrom('end', 'undo', 'intend', 'made', 'release'),
    resource: fc.constantFrom(...keys),
    hook: fc.constantFrom(...hooks),
    name: fc.constantFrom('a', 'b'),
    remove: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const entries: JournalEntry[] = [];
      // The model keeps what there was before each hook, as one who undoes by hand would.
      const model = new Map(keys.map((key) => [key, [{ hook: '', objects: new Map<string, string>() }]]));
      const held = new Map<string, boolean>();
      steps.forEach(({ kind, resource, hook, name, remove }, index) => {
        const history = model.get(resource)!;
        const top = history.at(-1)!;
        if (kind === 'end' && !history.some((one) => one.hook === hook)) {
          const objects = new Map(top.objects);
          if (remove) objects.delete(name);
          else objects.set(name, String(index));
          history.push({ hook, objects });
          const delta = remove ? { put: [], removed: [name] } : { put: [object(name, String(index))], removed: [] };
          entries.push({ type: 'hook-ended', hook, attempt: 1, members: [{ resource, state: { index }, objects: delta }] });
        }
        if (kind === 'undo' && top.hook === hook) {
          history.pop();
          entries.push({ type: 'hook-undone', hook, attempt: 1, resources: [resource] });
        }
        if (kind === 'intend') {
          held.set(String(index), false);
          entries.push(intent(String(index)));
        }
        const [tag] = held.keys();
        if (kind === 'made' && tag !== undefined) {
          held.set(tag, true);
          entries.push({ type: 'effect-made', tag });
        }
        if (kind === 'release' && tag !== undefined) {
          held.delete(tag);
          entries.push({ type: 'effect-released', tag });
        }
      });
      const { resources } = replay(entries);
      const outstanding = outstandingOf(entries);
      for (const key of keys) {
        const history = model.get(key)!;
        const found = new Map(resources.get(key)?.objects.map((one) => [one.name, one.kind === 'object' ? one.key : '']));
        expect(found).toEqual(history.at(-1)!.objects);
        expect([...(resources.get(key)?.ended.keys() ?? [])]).toEqual(history.slice(1).map(({ hook }) => hook));
      }
      expect(outstanding.map(({ tag, made }) => [tag, made])).toEqual([...held]);
    }),
    { seed: 9, numRuns: 300 },
  );
});
