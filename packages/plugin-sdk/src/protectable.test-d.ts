import { expectTypeOf } from 'vitest';
import { z } from 'zod';
import { defineProtectable } from './index.js';
import type { Context, Protectable, Resource } from './index.js';

const volume: Resource = { type: 'Example::Volume', id: '1', name: 'data' };
const about = { name: '@example/plugin', resourceType: 'Example::Volume', parentTypes: ['Example::Server'] };

// What is inferred.
expectTypeOf(
  defineProtectable({
    ...about,
    configSchema: z.object({ url: z.string(), pages: z.coerce.number().default(1) }),
    async *list({ context, config, signal }) {
      expectTypeOf(context).toEqualTypeOf<Context>();
      expectTypeOf(config).toEqualTypeOf<{ url: string; pages: number }>();
      expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
      yield await Promise.resolve(volume);
    },
    show(id, { config }) {
      expectTypeOf(id).toEqualTypeOf<string>();
      expectTypeOf(config).toEqualTypeOf<{ url: string; pages: number }>();
      return Promise.resolve(undefined);
    },
    async dependents(parent, { all, index, show, config }) {
      expectTypeOf(parent).toEqualTypeOf<Resource>();
      expectTypeOf(config.pages).toEqualTypeOf<number>();
      expectTypeOf(await all()).toEqualTypeOf<readonly Resource[]>();
      expectTypeOf(await show('1')).toEqualTypeOf<Resource | undefined>();
      const byServer = await index(({ extraInfo }) => extraInfo?.['server'] as string | undefined);
      expectTypeOf(byServer).toEqualTypeOf<ReadonlyMap<string, readonly Resource[]>>();
      return byServer.get(parent.id) ?? [];
    },
  }),
).toEqualTypeOf<Protectable>();

// A promise of an array will do, and so will keys of which a resource has several or none.
defineProtectable({
  ...about,
  list: () => Promise.resolve([volume]),
  show: () => Promise.resolve(volume),
  async dependents(parent, { index }) {
    const byKeys = await index(({ id }) => (id === '1' ? ['a', 'b'] : undefined), 'by letter');
    return byKeys.get(parent.id) ?? [];
  },
});

// What is refused.
defineProtectable({
  ...about,
  // @ts-expect-error -- a resource without a name
  list: () => Promise.resolve([{ type: 'Example::Volume', id: '1' }]),
  show: () => Promise.resolve(undefined),
});
defineProtectable({
  ...about,
  list: () => Promise.resolve([]),
  // @ts-expect-error -- what is not there is undefined
  show: () => Promise.resolve(null),
});
defineProtectable({
  ...about,
  list({ config }) {
    // @ts-expect-error -- without a schema there is no config
    expectTypeOf(config.url);
    return Promise.resolve([]);
  },
  show: () => Promise.resolve(undefined),
});
// @ts-expect-error -- nothing lists
defineProtectable({ ...about, show: () => Promise.resolve(undefined) });
defineProtectable({
  ...about,
  list: () => Promise.resolve([]),
  show: () => Promise.resolve(undefined),
  // @ts-expect-error -- a misspelt member
  dependants: () => Promise.resolve([]),
});
