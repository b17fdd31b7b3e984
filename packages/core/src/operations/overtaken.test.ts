import { defineProtectionPlugin } from '@karbor/plugin-sdk';
import type { BankPlugin, WriteSection } from '@karbor/plugin-sdk';
import { memoryBank } from '@karbor/plugin-sdk/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { collect } from '../collect.js';
import { Executor } from '../executor/executor.js';
import type { LeaseWindows } from '../lease/lease-windows.js';
import { mortal } from './cut-off.fixture.js';
import { context, resource, statusOf, testProvider, World, worldEffects } from './world.fixture.js';
import type { TestProvider, WorldEffects } from './world.fixture.js';

const server = resource('T::Server', 's1');
const plan = { name: 'plan', resources: [server] };
let world: World;
let bank: ReturnType<typeof memoryBank>;

beforeEach(() => {
  world = new World();
  bank = memoryBank();
});

interface Copying {
  readonly section: WriteSection;
  readonly signal: AbortSignal;
}

/** Protects with a snapshot that is copied as it is given. */
function provider(copy: (args: Copying) => Promise<void>, { lease, of = bank }: { lease?: LeaseWindows; of?: BankPlugin } = {}): TestProvider {
  const plugin = defineProtectionPlugin({
    name: 'servers',
    resourceTypes: ['T::Server'],
    effects: worldEffects(world),
    operations: {
      protect: {
        async onMain({ effects, section, signal }) {
          await (effects as WorldEffects).acquire('thing', { id: 's1' }, world.maker('thing', 's1'));
          await copy({ section, signal });
          await (effects as WorldEffects).release('thing');
        },
      },
      restore: {},
    },
  });
  return testProvider([plugin], [server], of, lease ? { lease } : {});
}

const untilStopped = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));

/** A promise with what fulfils it. */
function gate() {
  let open: () => void = () => undefined;
  return { passed: new Promise<void>((resolve) => (open = resolve)), open: () => open() };
}

const quick = provider.bind(undefined, ({ section }: Copying) => section.putObject('data', Buffer.from('s1')));

/** A protect that is at work until `finish` is called, whatever its signal says. `failing`: it does not end well then. */
async function atWork({ failing = false, of = bank }: { failing?: boolean; of?: BankPlugin } = {}) {
  const [reached, finish] = [gate(), gate()];
  const first = provider(async () => {
    reached.open();
    await finish.passed;
    if (failing) throw new Error('disk on fire');
  }, { of });
  const flow = await first.provider.protect(plan, context);
  const ended = first.run(flow);
  await reached.passed;
  return { checkpointId: flow.checkpointId, operationId: flow.operationId, ended, finish: finish.open };
}

const running = (operationId: string) =>
  expect.objectContaining({ code: 'KARBOR_OPERATION_RUNNING', message: expect.stringContaining(operationId) as string }) as Error;
/** All but what tells of a checkpoint that it was deleted. */
const left = () => bank.keys().filter((key) => !/^checkpoints\/[^/]+\/(epochs|ends)\//.test(key));

describe('who is overtaken by a delete', () => {
  const lease = { expireMs: 3000, renewMs: 100, validityMs: 1000 };

  test('stops soon, and takes back what it has outside', async () => {
    const reached = gate();
    const first = provider(({ signal }) => {
      reached.open();
      return untilStopped(signal);
    }, { lease });
    const flow = await first.provider.protect(plan, context);
    const run = first.run(flow);
    await reached.passed;
    const { checkpointId } = flow;
    const other = quick();
    await expect(other.provider.delete({ checkpointId }, context)).rejects.toEqual(running(flow.operationId));
    const deleted = await other.run(await other.provider.delete({ checkpointId, cancel: true }, context));
    expect(deleted.failure).toBeUndefined();
    expect((await run).failure).toMatchObject({ details: { causes: [{ code: 'KARBOR_CHECKPOINT_OVERTAKEN' }, {}] } });
    expect(world.things.size).toBe(0);
    expect(await statusOf(other, checkpointId)).toBe('deleted');
  });

  test('leaves nothing of what it still stores until it sees that', async () => {
    const reached = gate();
    const first = provider(async ({ section, signal }) => {
      for (let piece = 1; !signal.aborted; piece += 1) {
        await section.putObject(`piece-${piece}`, Buffer.from('s1'));
        reached.open();
        await new Promise((next) => setTimeout(next, 5));
      }
      signal.throwIfAborted();
    }, { lease: { ...lease, renewMs: 500 } });
    const flow = await first.provider.protect(plan, context);
    const run = first.run(flow);
    await reached.passed;
    const other = quick();
    const { failure, events } = await other.run(await other.provider.delete({ checkpointId: flow.checkpointId, cancel: true }, context));
    expect(failure).toBeUndefined();
    expect((await run).failure).toBeDefined();
    expect(world.things.size).toBe(0);
    expect(left()).toEqual([]);
    const waited = events.flatMap((event) => (event.type === 'lease' && event.status === 'waiting' ? [event.error] : []));
    expect(waited).toEqual([running(flow.operationId)]);
  });

  test('is taken back by the delete when it is killed before it sees that', async () => {
    const { plugin, kill } = mortal(bank);
    const { checkpointId, operationId } = await atWork({ of: plugin });
    const [itsLease = ''] = bank.keys().filter((key) => key.startsWith('leases/'));
    const other = quick();
    const waiting = gate();
    const flow = await other.provider.delete({ checkpointId, cancel: true }, context);
    new Executor().run(flow).subscribe({
      next: (event) => {
        if (event.type === 'lease' && event.status === 'waiting') waiting.open();
      },
    });
    await waiting.passed;
    expect(bank.keys()).toContain(`running/${operationId}`);
    kill();
    await bank.deleteObject(itsLease);
    await expect.poll(() => statusOf(other, checkpointId)).toBe('deleted');
    await expect.poll(left).toEqual([]);
    expect(world.things.size).toBe(0);
  });
});

describe('a checkpoint that was reset while somebody works on it', () => {
  test('is neither resumed nor deleted before that one has stopped', async () => {
    const { checkpointId, operationId, ended, finish } = await atWork();
    const other = quick();
    await other.provider.operations.reset(checkpointId, context);
    expect(await statusOf(other, checkpointId)).toBe('error');
    await expect(other.provider.resume({ checkpointId }, context)).rejects.toEqual(running(operationId));
    await expect(other.provider.delete({ checkpointId }, context)).rejects.toEqual(running(operationId));
    finish();
    expect((await ended).failure?.message).toContain('reset by hand');
    expect(world.things.size).toBe(0);
    expect(await collect(other.provider.operations.list(context))).toEqual([]);
    expect((await other.run(await other.provider.resume({ checkpointId }, context))).failure).toBeUndefined();
    expect(await statusOf(other, checkpointId)).toBe('available');
  });
});

describe('a checkpoint that somebody works on', () => {
  test.each(['restore', 'verify'] as const)('is not read by a %s, which is told who works on it, or waits', async (operation) => {
    const { checkpointId, operationId, ended, finish } = await atWork();
    const other = quick();
    await expect(other.provider[operation]({ checkpointId }, context)).rejects.toEqual(running(operationId));
    const held: Error[] = [];
    const waiting = other.provider[operation]({ checkpointId, wait: true }, context, { onHeld: (error) => void held.push(error) });
    await expect.poll(() => held).toEqual([running(operationId)]);
    finish();
    expect((await ended).failure).toBeUndefined();
    expect((await other.run(await waiting)).failure).toBeUndefined();
  });

  test('is deleted when it has ended, by who waits', async () => {
    const { checkpointId, ended, finish } = await atWork({ failing: true });
    const other = quick();
    const held = gate();
    const waiting = other.provider.delete({ checkpointId, wait: true }, context, { onHeld: held.open });
    await held.passed;
    finish();
    expect((await ended).failure).toBeDefined();
    expect((await other.run(await waiting)).failure).toBeUndefined();
    expect(left()).toEqual([]);
  });

  test('is waited for until the signal says otherwise', async () => {
    const { checkpointId, ended, finish } = await atWork();
    const controller = new AbortController();
    const waiting = quick().provider.delete({ checkpointId, wait: true }, context, {
      signal: controller.signal,
      onHeld: () => controller.abort(new Error('enough')),
    });
    await expect(waiting).rejects.toThrow('enough');
    finish();
    expect((await ended).failure).toBeUndefined();
  });
});
