import { describe, expect, test } from 'vitest';
import { defineProtectionPlugin, effect } from '../../index.js';
import { operationHarness } from '../index.js';

const resource = { type: 'T', id: '1', name: 'one' };
const about = { name: 'p', resourceTypes: ['T'] as [string] };

describe('effects', () => {
  test('that are being made when their hook ends are waited for and released', async () => {
    const log: string[] = [];
    const plugin = defineProtectionPlugin({
      ...about,
      effects: { thing: effect<null>({ release: ({ tag }) => void log.push(`released ${tag}`) }) },
      operations: {
        protect: {
          onMain({ effects }) {
            void effects.acquire('thing', null, async (tag) => {
              await new Promise((resolve) => setImmediate(resolve));
              log.push(`made ${tag}`);
            });
          },
        },
      },
    });
    const life = operationHarness(plugin, { resource });
    const { effects } = await life.protect();
    expect(effects.map(({ step }) => step)).toEqual(['intended', 'made', 'released']);
    expect(log).toEqual([`made ${effects[0]?.tag ?? ''}`, `released ${effects[0]?.tag ?? ''}`]);
    expect(life.outstandingEffects).toEqual([]);
  });

  test('whose release fails stay outstanding, and all failures are told', async () => {
    const plugin = defineProtectionPlugin({
      ...about,
      effects: {
        stuck: effect<null>({
          release: () => {
            throw new Error('in use');
          },
        }),
      },
      operations: {
        protect: {
          async onMain({ effects }) {
            await effects.acquire('stuck', null, async () => undefined);
            throw new Error('disk full');
          },
        },
      },
    });
    const life = operationHarness(plugin, { resource });
    await expect(life.protect()).rejects.toBeInstanceOf(AggregateError);
    expect(life.reports[0]?.errors.map(String)).toEqual([
      'Error: disk full',
      expect.stringMatching(/^KarborError: The stuck "karbor-test-.*" could not be released: in use$/),
    ]);
    expect(life.outstandingEffects).toMatchObject([{ operation: 'protect', hook: 'onMain', kind: 'stuck', state: 'made' }]);
  });

  test('that are urgent are released when their time is up, and the hooks after that know', async () => {
    const seen: unknown[] = [];
    const plugin = defineProtectionPlugin({
      ...about,
      effects: { still: effect<null>({ urgent: true, release: () => undefined }), thing: effect<null>({ release: () => undefined }) },
      operations: {
        protect: {
          async onPrepareBegin({ effects }) {
            await effects.acquire('still', null, async () => undefined, { until: new Date(Date.now() + 60_000) });
            await effects.acquire('thing', null, async () => undefined);
            seen.push([effects.overdue('still'), effects.held('still').length]);
          },
          onPrepareFinish({ effects }) {
            seen.push([effects.overdue('still'), effects.held('still').length, effects.overdue('thing'), effects.held('thing').length]);
          },
        },
      },
    });
    const { status } = await operationHarness(plugin, { resource }).protect({}, { overdueBefore: 'onPrepareFinish' });
    expect(status).toBe('done');
    expect(seen).toEqual([[false, 1], [true, 0, false, 1]]);
  });

  test('that are released twice at the same time take no other with them', async () => {
    const plugin = defineProtectionPlugin({
      ...about,
      effects: {
        kept: effect<null>({ release: () => undefined }),
        thing: effect<null>({ release: () => new Promise((resolve) => setImmediate(resolve)) }),
      },
      operations: {
        protect: {
          async onMain({ effects }) {
            await effects.acquire('kept', null, async () => undefined);
            await effects.acquire('thing', null, async () => undefined);
            await Promise.all([effects.release('thing'), effects.release('thing')]);
            expect(effects.held('kept')).toHaveLength(1);
          },
        },
      },
    });
    await operationHarness(plugin, { resource }).protect();
  });

  test('are not made any more when the operation was cancelled', async () => {
    const controller = new AbortController();
    const made: string[] = [];
    const plugin = defineProtectionPlugin({
      ...about,
      effects: { thing: effect<null>({ release: () => undefined }) },
      operations: {
        protect: {
          async onMain({ effects }) {
            controller.abort(new Error('enough'));
            await effects.acquire('thing', null, async (tag) => void made.push(tag));
          },
        },
      },
    });
    const life = operationHarness(plugin, { resource });
    await expect(life.protect({}, { signal: controller.signal })).rejects.toThrow('enough');
    expect(life.reports[0]?.effects.map(({ step }) => step)).toEqual(['intended', 'voided']);
    expect(made).toEqual([]);
  });

  test('of a kind that is not declared are refused', async () => {
    const plugin = defineProtectionPlugin({
      ...about,
      operations: { protect: { onMain: ({ effects }) => void effects.held('thing' as never) } },
    });
    await expect(operationHarness(plugin, { resource }).protect()).rejects.toMatchObject({ code: 'KARBOR_EFFECT_UNKNOWN' });
  });

  test('whose "exists" denies what is held, or finds what was released, fail the operation', async () => {
    const plugin = (exists: (released: boolean) => boolean) => {
      let released = false;
      return defineProtectionPlugin({
        ...about,
        effects: { thing: effect<null, string>({ release: () => void (released = true), exists: () => exists(released) }) },
        operations: {
          protect: {
            onPrepareBegin: ({ effects }) => effects.acquire('thing', null, async (tag) => tag).then(() => undefined),
            onMain: ({ effects }) => effects.release('thing'),
          },
        },
      });
    };
    await operationHarness(plugin((released) => !released), { resource }).protect();
    const denies = operationHarness(plugin(() => false), { resource });
    await expect(denies.protect()).rejects.toMatchObject({ code: 'KARBOR_EFFECT_MISSING' });
    expect(denies.outstandingEffects).toEqual([]);
    const insists = operationHarness(plugin(() => true), { resource });
    await expect(insists.protect()).rejects.toBeInstanceOf(AggregateError);
    expect(insists.reports[0]?.errors.map(String)).toContainEqual(expect.stringContaining('its "exists" says that it is still there'));
    expect(insists.outstandingEffects).toHaveLength(1);
  });

  test('of a session keep the live object that was made', async () => {
    const connection = { query: () => 1 };
    const seen: unknown[] = [];
    const plugin = defineProtectionPlugin({
      ...about,
      effects: { lock: { session: true, release: ({ result }: { result: unknown }) => void seen.push(result) } },
      operations: {
        protect: {
          onPrepareBegin: ({ effects }) => effects.acquire('lock', null, async () => connection).then(() => undefined),
          onMain: ({ effects }) => void seen.push(effects.held('lock')[0]?.result),
        },
      },
    });
    await operationHarness(plugin, { resource }).protect();
    expect(seen[0]).toBe(connection);
    expect(seen[1]).toBe(connection);
  });
});
