import { defineProtectionPlugin, hookNames, isKarborError, resourceKey } from '@karbor/plugin-sdk';
import type { HookName, Json, Resource } from '@karbor/plugin-sdk';
import { memoryBank } from '@karbor/plugin-sdk/testing';
import type { MemoryBank } from '@karbor/plugin-sdk/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openBank } from '../bank/bank.js';
import { checkpointSection } from '../checkpoint/keys.js';
import { collect } from '../collect.js';
import type { JournalEntry } from '../journal/journal-entry.js';
import { openJournal } from '../journal/journal-writer.js';
import { readJournal } from '../journal/read-journal.js';
import { context, resource, run, testProvider, World, worldEffects } from './world.fixture.js';
import type { WorldEffects } from './world.fixture.js';

/** What a resource does in its four hooks. */
const behaviour = fc.record({
  /** Stands still from its first hook to the end of its second, while what depends on it is snapshotted. */
  freezes: fc.boolean(),
  snapshots: fc.boolean(),
  /** Gives its snapshot back in its last hook; else it is released when all has ended. */
  releases: fc.boolean(),
  /** Makes something that stays. */
  keeps: fc.boolean(),
  /** Removes in `onMain` what an earlier hook has stored. */
  removes: fc.boolean(),
  /** The same number: one task takes their snapshots; 3: none. */
  group: fc.nat(3),
});
type Behaviour = typeof behaviour extends fc.Arbitrary<infer One> ? One : never;

const scenarios = fc.record({
  parents: fc.array(fc.array(fc.nat(20), { maxLength: 2 }), { minLength: 1, maxLength: 6 }),
  behaviours: fc.array(behaviour, { minLength: 6, maxLength: 6 }),
  /** How much of the first journal counts, and then of that which went on with it. */
  shares: fc.tuple(fc.nat(100), fc.nat(100)).map((percents) => percents.map((one) => one / 100)),
  /** Whether what was being released is gone. */
  gone: fc.boolean(),
});

const type = 'T::Thing';
const idOf = (index: number) => `r${index}`;

interface Trial {
  readonly world: World;
  readonly calls: string[];
}

function provider(resources: readonly Resource[], behaviours: readonly Behaviour[], bank: MemoryBank, { world, calls }: Trial) {
  const behaviourOf = (id: string) => behaviours[Number(id.slice(1))]!;
  const make = (kind: string, id: string) => world.maker(kind, id);
  interface Given {
    readonly resource: Resource;
    readonly state: Record<string, Json | undefined>;
    readonly effects: unknown;
    readonly section: { putObject(name: string, bytes: Uint8Array): Promise<void>; deleteObject(name: string): Promise<void> };
  }
  const begin = async (hook: HookName, { resource: { id }, state, section }: Given) => {
    calls.push(`${id} ${hook}`);
    // What does not count any more is not seen.
    expect(state['hooks'] ?? []).toEqual(hookNames.slice(0, hookNames.indexOf(hook)));
    state['hooks'] = hookNames.slice(0, hookNames.indexOf(hook) + 1);
    await section.putObject(hook, Buffer.from(`${hook} of ${id}`));
  };
  const finish = async (given: Given) => {
    await begin('onPrepareFinish', given);
    const { id } = given.resource;
    const effects = given.effects as WorldEffects;
    if (behaviourOf(id).snapshots) await effects.acquire('thing', { id }, make('snapshot', id));
    await effects.release('frozen');
  };
  const plugin = defineProtectionPlugin({
    name: 'random',
    resourceTypes: [type],
    effects: worldEffects(world),
    operations: {
      protect: {
        async onPrepareBegin(given) {
          await begin('onPrepareBegin', given);
          const { id } = given.resource;
          if (behaviourOf(id).freezes) await given.effects.acquire('frozen', { id }, make('frozen', id));
        },
        onPrepareFinish: finish,
        async onMain(given) {
          await begin('onMain', given);
          const { id } = given.resource;
          const { snapshots, keeps, removes } = behaviourOf(id);
          const held = given.effects.held('thing');
          expect(held.filter(({ tag }) => world.things.has(tag))).toHaveLength(snapshots ? 1 : 0);
          if (keeps) await given.effects.acquire('thing', { id }, make('copy', id)).then(({ tag }) => given.effects.keep('thing', tag));
          if (removes) await given.section.deleteObject('onPrepareFinish');
          given.saveInfo({ of: id });
        },
        async onComplete(given) {
          await begin('onComplete', given);
          const { releases, snapshots } = behaviourOf(given.resource.id);
          const [snapshot] = given.effects.held('thing');
          if (snapshots && releases && snapshot) await given.effects.release('thing', snapshot.tag);
        },
        group: {
          key: ({ id }) => (behaviourOf(id).group === 3 ? undefined : `group ${behaviourOf(id).group}`),
          hooks: {
            async onPrepareFinish({ members }) {
              for (const member of members) await finish(member);
            },
          },
        },
      },
    },
  });
  return testProvider([plugin], resources, bank);
}

/** The bank as it was when only so much of its last journal was in it; gives what this says. */
async function cutBack(bank: MemoryBank, checkpointId: string, share: number): Promise<readonly JournalEntry[]> {
  const section = checkpointSection(openBank(bank), checkpointId);
  const journals = bank.keys().filter((key) => key.includes('/journal/')).map((key) => key.split('/').slice(2, 5).join('/'));
  const prefix = journals.at(-1) ?? '';
  const entries = await collect(readJournal(section, prefix));
  for (const key of bank.keys().filter((one) => /\/(ends|manifest)\/|^index\//.test(one) || one.includes(`/${prefix}/`))) await bank.deleteObject(key);
  // What it begins with is durable before anybody sees it.
  const least = entries.findLastIndex(({ type: what }) => ['planned', 'continues', 'restarted'].includes(what)) + 1;
  const counted = entries.slice(0, least + Math.round(share * (entries.length - least)));
  const journal = openJournal(section, prefix);
  for (const entry of counted) journal.append(entry);
  await journal.close();
  return counted;
}

/** What the journal says of things outside. */
function thingsOf(entries: readonly JournalEntry[], all: ReadonlyMap<string, string>, gone: boolean): Map<string, string> {
  const things = new Map<string, string>();
  for (const entry of entries) {
    if (entry.type === 'effect-intent') things.set(entry.tag, all.get(entry.tag) ?? 'never made');
    if (entry.type === 'effect-released' || entry.type === 'effect-void') things.delete(entry.tag);
    if (entry.type === 'effect-releasing' && gone) for (const tag of entry.tags) things.delete(tag);
  }
  return things;
}

/** What runs again, by the rules' own words; each journal by itself. */
function expectedCalls(resources: readonly Resource[], behaviours: readonly Behaviour[], journals: readonly (readonly JournalEntry[])[]) {
  const ids = resources.map(({ id }) => id);
  const endedIn = (entries: readonly JournalEntry[]) =>
    new Set(entries.flatMap((entry) => (entry.type === 'hook-ended' ? entry.members.map((one) => `${one.resource.slice(type.length + 1)} ${entry.hook}`) : [])));
  const ended = new Set(journals.flatMap((entries) => [...endedIn(entries)]));
  // What an attempt made that did not come to its end is not relied on.
  const intents = journals.flatMap((entries) =>
    entries.flatMap((entry) => (entry.type === 'effect-intent' ? [{ ...entry, id: entry.resource.slice(type.length + 1), isEnded: endedIn(entries).has(`${entry.resource.slice(type.length + 1)} ${entry.hook}`) }] : [])),
  );
  const givenBack = new Set(journals.flat().flatMap((entry) => (entry.type === 'effect-releasing' ? entry.tags : entry.type === 'effect-released' ? [entry.tag] : [])));
  const children = new Map(ids.map((id) => [id, resources.filter(({ extraInfo }) => (extraInfo?.['parents'] as string[]).includes(`${type}#${id}`)).map((one) => one.id)]));
  // It did not come to stand still, and what depends on it was taken without it.
  const wasLeftOut = (id: string) =>
    !ended.has(`${id} onPrepareBegin`) && (children.get(id) ?? []).some((child) => hookNames.some((hook) => ended.has(`${child} ${hook}`)));
  const hadWindow = (id: string) => wasLeftOut(id) || intents.some((one) => one.id === id && one.kind === 'frozen');
  const isBroken = (id: string) => {
    if (hadWindow(id) && !ended.has(`${id} onPrepareFinish`)) return true;
    if (ended.has(`${id} onComplete`)) return false;
    return intents.some((one) => one.id === id && one.isEnded && one.hook === 'onPrepareFinish' && givenBack.has(one.tag));
  };
  const below = (from: string): ReadonlySet<string> => {
    const found = new Set([from]);
    for (const one of found) for (const child of children.get(one) ?? []) found.add(child);
    return found;
  };
  const groupOf = (id: string) => behaviours[Number(id.slice(1))]!.group;
  const again = new Set(ids.filter(isBroken));
  for (let before = -1; before !== again.size; ) {
    before = again.size;
    for (const id of [...again]) {
      for (const other of ids) if (groupOf(id) !== 3 && groupOf(other) === groupOf(id)) again.add(other);
      for (const above of ids) if (hadWindow(above) && below(above).has(id)) for (const one of below(above)) again.add(one);
    }
  }
  const calls = ids.flatMap((id) => hookNames.map((hook) => `${id} ${hook}`).filter((call) => again.has(id) || !ended.has(call)));
  return { again, calls, hasRestarted: calls.some((call) => ended.has(call)) };
}

/** What still counts of a journal when these have begun anew. */
function without(entries: readonly JournalEntry[], again: ReadonlySet<string>): readonly JournalEntry[] {
  const counts = (key: string) => !again.has(key.slice(type.length + 1));
  return entries.flatMap((entry): readonly JournalEntry[] => {
    if (entry.type === 'hook-ended') return [{ ...entry, members: entry.members.filter((one) => counts(one.resource)) }];
    return entry.type === 'effect-intent' && !counts(entry.resource) ? [] : [entry];
  });
}

test('what goes on from any part of a journal does again what the rules say, and comes to what it is undisturbed', async () => {
  let restarted = 0;
  await fc.assert(
    fc.asyncProperty(scenarios, async ({ parents, behaviours, shares, gone }) => {
      const resources = parents.map((choices, index) => {
        const before = index === 0 ? [] : [...new Set(choices.map((choice) => choice % index))];
        return resource(type, idOf(index), ...before.map((parent) => `${type}#${idOf(parent)}`));
      });
      const bank = memoryBank();
      const undisturbed = { world: new World(), calls: [] };
      const one = provider(resources, behaviours, bank, undisturbed);
      const plan = { name: 'plan', resources };
      const flow = await one.provider.protect(plan, context).catch((error: unknown) => {
        if (isKarborError(error, 'KARBOR_GROUP_CYCLE')) return undefined;
        throw error;
      });
      fc.pre(flow !== undefined);
      expect((await run(flow)).failure).toBeUndefined();
      const { checkpointId } = flow;
      const whole = await contents(bank, checkpointId, one);
      const left = [...undisturbed.world.things.values()].toSorted();

      const made = new Map(undisturbed.world.made);
      const journals: (readonly JournalEntry[])[] = [];
      let counting: readonly (readonly JournalEntry[])[] = [];
      for (const share of shares) {
        const entries = await cutBack(bank, checkpointId, share);
        journals.push(entries);
        counting = [...counting, entries];
        const again = { world: new World(), calls: [] as string[] };
        for (const [tag, thing] of thingsOf(journals.flat(), made, gone)) again.world.things.set(tag, thing);
        const other = provider(resources, behaviours, bank, again);
        expect((await run(await other.provider.resume({ checkpointId }, context))).failure).toBeUndefined();

        const expected = expectedCalls(flow.graph.resources, behaviours, counting);
        expect(again.calls.toSorted()).toEqual(expected.calls.toSorted());
        expect(await contents(bank, checkpointId, other)).toEqual(whole);
        expect([...again.world.things.values()].toSorted()).toEqual(left);
        if (expected.hasRestarted) restarted += 1;
        counting = counting.map((one) => without(one, expected.again));
        for (const [tag, thing] of again.world.made) made.set(tag, thing);
      }
    }),
    { seed: 20_261_127, numRuns: 80 },
  );
  expect(restarted).toBeGreaterThan(10);
});

/** What a checkpoint holds, and how many objects are stored for it. */
async function contents(bank: MemoryBank, checkpointId: string, one: ReturnType<typeof provider>) {
  const { status, resources } = await one.provider.checkpoints.show(context, checkpointId);
  const verified = await run(await one.provider.verify({ checkpointId }, context));
  return {
    ...{ status, failure: verified.failure },
    resources: resources.map(({ objects, ...rest }) => ({ key: resourceKey(rest), objects: objects.map(({ name, size }) => ({ name, size })) })),
    stored: bank.keys().filter((key) => key.startsWith(`checkpoints/${checkpointId}/data/`)).length,
  };
}
