import { isKarborError } from '@karbor/plugin-sdk';
import { memoryBank } from '@karbor/plugin-sdk/testing';
import type { MemoryBank } from '@karbor/plugin-sdk/testing';
import { describe, expect, test } from 'vitest';
import type { ExecutorPolicy } from '../executor/executor-policy.js';
import type { TaskFlow } from '../flow/task-flow.js';
import { collect } from '../collect.js';
import { cutOffLease } from './cut-off.fixture.js';
import { copyOf, MortalProcess } from './cut-points.fixture.js';
import { trialPlan, trialProvider } from './server-trial.fixture.js';
import { context, statusOf, World } from './world.fixture.js';
import type { TestProvider } from './world.fixture.js';

/** What there is of a cloud and a bank. */
interface Place {
  readonly bank: MemoryBank;
  readonly world: World;
  /** The checkpoint that it is about. */
  readonly checkpointId?: string;
}

interface Subject {
  readonly name: string;
  /** What there is before. */
  readonly before: () => Promise<Place>;
  readonly begin: (provider: TestProvider, checkpointId: string) => Promise<TaskFlow>;
  readonly policy?: ExecutorPolicy;
  /** A restore is gone on with by its operation. */
  readonly byOperation?: boolean;
  /** Whether all is there that it was to bring. */
  readonly isDone: (place: Required<Place>, provider: TestProvider) => Promise<boolean>;
  /** Whether nothing is there of it. */
  readonly isUndone: (place: Required<Place>, provider: TestProvider) => Promise<boolean>;
}

const nothing = ['KARBOR_CHECKPOINT_NOT_FOUND', 'KARBOR_NOTHING_TO_RESUME', 'KARBOR_OPERATION_NOT_FOUND', 'KARBOR_CHECKPOINT_STATUS'] as const;

const empty = () => Promise.resolve({ bank: memoryBank(), world: new World() });
const things = ({ world }: Place) => [...world.things.values()].toSorted();

async function protectedPlace(broken: readonly string[] = []): Promise<Required<Place>> {
  const place = await empty();
  const provider = trialProvider(place.bank, place.world, new MortalProcess(), { broken: new Set(broken) });
  const flow = await provider.provider.protect(trialPlan, context);
  await provider.run(flow, { onFailure: 'continue' });
  return { ...place, checkpointId: flow.checkpointId };
}

async function copyOfPlace({ bank, world, ...rest }: Place): Promise<Place> {
  const copy = new World();
  for (const [tag, thing] of world.things) copy.things.set(tag, thing);
  return { ...rest, bank: await copyOf(bank), world: copy };
}

/** The status, whatever there is. */
const status = (provider: TestProvider, id: string) => statusOf(provider, id).catch(() => 'none');

async function isAvailable({ checkpointId, ...place }: Required<Place>, provider: TestProvider): Promise<boolean> {
  if ((await status(provider, checkpointId)) !== 'available') return false;
  expect(things(place)).toEqual(['copy of v2']);
  const { failure } = await provider.run(await provider.provider.verify({ checkpointId }, context));
  expect(failure).toBeUndefined();
  const { resources } = await provider.provider.checkpoints.show(context, checkpointId);
  expect(resources.map(({ id, objects }) => [id, objects.map(({ name }) => name)])).toEqual([['s1', ['server']], ['v1', ['data']], ['v2', ['data']]]);
  return true;
}

async function canBeDeleted({ checkpointId, ...place }: Required<Place>, provider: TestProvider): Promise<boolean> {
  const before = await status(provider, checkpointId);
  if (before === 'deleted') return true;
  if (before !== 'none') {
    const { failure } = await provider.run(await provider.provider.delete({ checkpointId, cancel: true }, context));
    expect(failure).toBeUndefined();
  }
  expect(things(place)).toEqual([]);
  return true;
}

const restored = ['copy of v2', 'new of s1', 'new of v1', 'new of v2'];

const subjects: readonly Subject[] = [
  {
    name: 'a protect',
    before: empty,
    begin: ({ provider }) => provider.protect(trialPlan, context),
    isDone: isAvailable,
    isUndone: canBeDeleted,
  },
  {
    name: 'a retry of what failed',
    before: () => protectedPlace(['v2']),
    begin: ({ provider }, checkpointId) => provider.resume({ checkpointId }, context),
    isDone: isAvailable,
    isUndone: canBeDeleted,
  },
  {
    name: 'a restore',
    before: protectedPlace,
    byOperation: true,
    begin: ({ provider }, checkpointId) => provider.restore({ checkpointId }, context),
    isDone: (place) => Promise.resolve(JSON.stringify(things(place)) === JSON.stringify(restored)),
    isUndone: (place) => Promise.resolve(JSON.stringify(things(place)) === JSON.stringify(['copy of v2'])),
  },
  {
    name: 'a delete',
    before: protectedPlace,
    begin: ({ provider }, checkpointId) => provider.delete({ checkpointId }, context),
    isDone: async (place, provider) => things(place).length === 0 && (await status(provider, place.checkpointId)).match(/^(deleted|none)$/) !== null,
    isUndone: canBeDeleted,
  },
];

interface Cut {
  readonly place: Required<Place>;
  readonly operationId: string;
  /** Missing when it came to its end before. */
  readonly wasCut: boolean;
  readonly calls: number;
}

/** Begins, and cuts it off at the nth change. */
async function beginAndCut(subject: Subject, before: Place, cutAt?: number): Promise<Cut | undefined> {
  const { bank, world, checkpointId = '' } = await copyOfPlace(before);
  const process = new MortalProcess(cutAt);
  const provider = trialProvider(bank, world, process);
  let flow: TaskFlow | undefined;
  await process.live(async () => {
    flow = await subject.begin(provider, checkpointId);
    await provider.run(flow, subject.policy);
  });
  await cutOffLease(bank);
  if (!flow) return undefined;
  const place = { bank, world, checkpointId: flow.checkpointId };
  return { place, operationId: flow.operationId, wasCut: process.isDead, calls: process.calls };
}

/** Goes on with it; `undefined` when there is nothing to go on with. */
async function resume(subject: Subject, { place, operationId }: Pick<Cut, 'place' | 'operationId'>, process: MortalProcess) {
  const provider = trialProvider(place.bank, place.world, process);
  const { checkpointId } = place;
  const ended = await process.live(async () => {
    try {
      const flow = await provider.provider.resume(subject.byOperation === true ? { operationId } : { checkpointId }, context);
      return { found: true, failure: (await provider.run(flow, subject.policy)).failure };
    } catch (error) {
      if (nothing.some((code) => isKarborError(error, code))) return { found: false, failure: undefined };
      throw error;
    }
  });
  await cutOffLease(place.bank);
  return ended;
}

/** What is cut off the second time. */
const seconds: readonly (readonly [string, (subject: Subject, cut: Cut, process: MortalProcess) => Promise<unknown>])[] = [
  ['its resume', resume],
  ['its sweep', (_subject, { place }, process) => sweep(place, 'in order', process)],
];

type Order = 'in order' | 'reversed';

/** Releases all that is listed, in the order of the operations' ids or in the reversed one, until nothing is. */
async function sweep({ bank, world }: Place, order: Order, process = new MortalProcess()) {
  const provider = trialProvider(bank, world, process);
  await process.live(async () => {
    for (let round = 1; round <= 4; round += 1) {
      const found = await collect(provider.provider.operations.list(context));
      if (found.length === 0) return;
      for (const { operationId } of order === 'in order' ? found : found.toReversed()) {
        const flow = await provider.provider.operations.release(operationId, context).catch((error: unknown) => {
          // Another one has taken it along.
          if (isKarborError(error, 'KARBOR_OPERATION_NOT_FOUND')) return undefined;
          throw error;
        });
        if (flow) expect((await provider.run(flow)).failure).toBeUndefined();
      }
    }
  });
  await cutOffLease(bank);
}

const leftIn = ({ bank }: Place) => bank.keys().filter((key) => /^(running|holds|leases|operations)\//.test(key));

/** It is gone on with to its end: all is there. */
async function expectDone(subject: Subject, cut: Cut): Promise<void> {
  const ended = await resume(subject, cut, new MortalProcess());
  expect(ended?.failure).toBeUndefined();
  if (ended?.found === true) expect(leftIn(cut.place)).toEqual([]);
  else await sweep(cut.place, 'in order');
  const provider = trialProvider(cut.place.bank, cut.place.world, new MortalProcess());
  if (ended?.found === true) expect(await subject.isDone(cut.place, provider)).toBe(true);
  else if (!(await subject.isDone(cut.place, provider))) expect(await subject.isUndone(cut.place, provider)).toBe(true);
  expect(leftIn(cut.place)).toEqual([]);
}

/** It is swept: nothing is there, or all of it where it had ended. */
async function expectSwept(subject: Subject, cut: Cut, order: Order): Promise<void> {
  await sweep(cut.place, order);
  const provider = trialProvider(cut.place.bank, cut.place.world, new MortalProcess());
  const isDone = await subject.isDone(cut.place, provider);
  if (!isDone) expect(await subject.isUndone(cut.place, provider)).toBe(true);
  expect(leftIn(cut.place)).toEqual([]);
}

async function copyOfCut(cut: Cut): Promise<Cut> {
  return { ...cut, place: { ...(await copyOfPlace(cut.place)), checkpointId: cut.place.checkpointId } };
}

/** An even part of all pairs of cuts. */
const isChosen = (first: number, second: number) => (first * 5 + second * 3) % 19 === 0;

describe.each(subjects)('$name that is cut off', (subject) => {
  test('at any change is completed by a resume, and leaves nothing when it is swept', async () => {
    const before = await subject.before();
    const whole = await beginAndCut(subject, before);
    expect(whole?.wasCut).toBe(false);
    for (let first = 1; first <= (whole?.calls ?? 0); first += 1) {
      const cut = await beginAndCut(subject, before, first);
      if (!cut) continue;
      const order = first % 2 === 0 ? 'in order' : 'reversed';
      await expectSwept(subject, await copyOfCut(cut), order).catch(at(`cut at ${first}, swept ${order}`));
      await expectDone(subject, cut).catch(at(`cut at ${first}`));
    }
  });

  test('and cut off again while it is gone on with, or swept, is completed or leaves nothing', async () => {
    const before = await subject.before();
    let tried = 0;
    for (let first = 1, isCut = true; isCut; first += 1) {
      const cut = await beginAndCut(subject, before, first);
      if (!cut) continue;
      isCut = cut.wasCut;
      const [how, act] = seconds[first % seconds.length]!;
      for (let second = 1; ; second += 1) {
        if (!isChosen(first, second)) continue;
        const again = await copyOfCut(cut);
        const process = new MortalProcess(second);
        await act(subject, again, process);
        if (!process.isDead) break;
        tried += 1;
        const order = second % 2 === 0 ? 'in order' : 'reversed';
        const where = `cut at ${first}, ${how} at ${second}`;
        await expectSwept(subject, await copyOfCut(again), order).catch(at(`${where}, swept ${order}`));
        await expectDone(subject, again).catch(at(`${where}, resumed`));
      }
    }
    expect(tried).toBeGreaterThan(10);
  });
});

/** Says where it went wrong. */
function at(where: string): (error: unknown) => never {
  return (error) => {
    throw new Error(where, { cause: error });
  };
}
