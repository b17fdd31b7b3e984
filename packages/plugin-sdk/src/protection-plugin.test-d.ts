import { expectTypeOf } from 'vitest';
import { z } from 'zod';
import { defineProtectionPlugin, effect } from './index.js';
import type { HeldEffect, Mapping, ReadSection, WriteSection } from './index.js';

class Connection {
  unlock(): void {
    // There is nothing to unlock in a test of types.
  }
}

// What is inferred in one direct literal.
defineProtectionPlugin({
  name: '@example/plugin',
  resourceTypes: ['Example::Thing'],
  configSchema: z.object({ url: z.string(), retries: z.coerce.number().default(3) }),
  savedInfoSchema: z.object({ size: z.number(), bootable: z.boolean().default(false) }),
  effects: {
    snapshot: effect<{ volumeId: string }, { id: string }>({
      release({ data, result }) {
        expectTypeOf(data).toEqualTypeOf<{ volumeId: string }>();
        expectTypeOf(result).toEqualTypeOf<{ id: string } | undefined>();
      },
    }),
    paused: effect<{ serverId: string }>({ urgent: true, release: () => undefined }),
    lock: effect<{ database: string }, Connection>({
      session: true,
      release({ result }) {
        expectTypeOf(result).toEqualTypeOf<Connection | undefined>();
      },
    }),
    // @ts-expect-error -- only a session kind may hold what is no JSON
    connection: effect<{ database: string }, Connection>({ release: () => undefined }),
  },
  operations: {
    protect: {
      parametersSchema: z.object({ mode: z.enum(['full', 'incremental']).default('full') }),
      applies: ({ parameters }) => parameters.mode === 'full',
      async onPrepareBegin({ effects, parameters, config, section, saveInfo }) {
        expectTypeOf(parameters).toEqualTypeOf<{ mode: 'full' | 'incremental' }>();
        expectTypeOf(config).toEqualTypeOf<{ url: string; retries: number }>();
        expectTypeOf(section).toEqualTypeOf<WriteSection>();
        const held = await effects.acquire('snapshot', { volumeId: 'v' }, async (tag) => Promise.resolve({ id: tag }));
        expectTypeOf(held.result).toEqualTypeOf<{ id: string }>();
        expectTypeOf(effects.held('snapshot')).toEqualTypeOf<readonly HeldEffect<{ volumeId: string }, { id: string }>[]>();
        const locked = await effects.acquire('lock', { database: 'd' }, async () => Promise.resolve(new Connection()));
        expectTypeOf(locked.result).toEqualTypeOf<Connection>();
        saveInfo({ size: 1 });
        // @ts-expect-error -- what is saved must fit the schema
        saveInfo({ size: '1' });
        // @ts-expect-error -- a misspelt kind
        effects.held('snapshoot');
        // @ts-expect-error -- data of another shape
        await effects.acquire('snapshot', { volume: 'v' }, async (tag) => Promise.resolve({ id: tag }));
        // @ts-expect-error -- a result of another shape
        await effects.acquire('snapshot', { volumeId: 'v' }, async () => Promise.resolve({ name: 'n' }));
      },
      async *onMain({ section }) {
        await section.putJson('a', { b: 1 });
        yield { done: 1, total: 2 };
      },
    },
    restore: {
      parametersSchema: z.object({ name: z.string().optional() }),
      onMain({ savedInfo, mapping, section, parameters }) {
        expectTypeOf(savedInfo).toEqualTypeOf<{ size: number; bootable: boolean }>();
        expectTypeOf(mapping).toEqualTypeOf<Mapping>();
        expectTypeOf(section).toEqualTypeOf<ReadSection>();
        expectTypeOf(parameters).toEqualTypeOf<{ name?: string | undefined }>();
        // @ts-expect-error -- a section of a restore cannot be written
        void section.putObject('a', new Uint8Array());
      },
    },
    delete: {
      onMain({ savedInfo, section }) {
        expectTypeOf(savedInfo).toEqualTypeOf<{ size: number; bootable: boolean } | undefined>();
        return section.deleteObject('a');
      },
    },
  },
});

// What is refused.
defineProtectionPlugin({
  name: '@example/plugin',
  resourceTypes: ['Example::Thing'],
  operations: {
    // @ts-expect-error -- a misspelt operation
    protekt: {},
  },
});
defineProtectionPlugin({
  name: '@example/plugin',
  resourceTypes: ['Example::Thing'],
  operations: {
    protect: {
      // @ts-expect-error -- a misspelt hook
      onPrepareBegun: () => undefined,
    },
  },
});
defineProtectionPlugin({
  name: '@example/plugin',
  // @ts-expect-error -- at least one type
  resourceTypes: [],
  operations: {},
});
defineProtectionPlugin({
  name: '@example/plugin',
  resourceTypes: ['Example::Thing'],
  operations: {
    protect: {
      onMain({ parameters }) {
        // @ts-expect-error -- without a schema there are no parameters
        return parameters.anything;
      },
    },
  },
});
