import { getEventListeners } from 'node:events';
import { defineProtectable, KarborError, resourceKey } from '@karbor/plugin-sdk';
import type { Context, Protectable, Resource, ResourceReference } from '@karbor/plugin-sdk';
import { describe, expect, it } from 'vitest';
import type { Configured } from '../provider/loaded-provider.js';
import { walkResourceGraph } from './walk-resource-graph.js';

const context: Context = { projectId: 'p1' };
const project = { type: 'Test::Project', id: 'p', name: 'demo' };
const server = (id: string, image: string): Resource => ({ type: 'Test::Server', id, name: id, extraInfo: { image } });
const volume = (id: string, ...servers: string[]): Resource => ({
  type: 'Test::Volume',
  id,
  name: id,
  extraInfo: { servers },
});

/** A small cloud: what is in it, and how often each list and resource was asked for. */
class Cloud {
  readonly asked: string[] = [];
  servers: Resource[] = [server('s1', 'i1'), server('s2', 'i1')];
  volumes: Resource[] = [volume('v1', 's1', 's2'), volume('v2', 's1'), volume('v3')];

  readonly projects = defineProtectable({
    ...{ name: 'test-project', resourceType: 'Test::Project', parentTypes: [] },
    list: async () => [project],
    show: async (id) => (id === project.id ? project : undefined),
  });

  readonly servers_ = defineProtectable({
    ...{ name: 'test-server', resourceType: 'Test::Server', parentTypes: ['Test::Project'] },
    list: async () => this.#told('servers', this.servers),
    show: async (id) =>
      this.#told(
        `server ${id}`,
        this.servers.find((one) => one.id === id),
      ),
    dependents: (_, { all }) => all(),
  });

  readonly volumes_ = defineProtectable({
    ...{ name: 'test-volume', resourceType: 'Test::Volume', parentTypes: ['Test::Server', 'Test::Project'] },
    list: () => this.#stream('volumes', this.volumes),
    show: async (id) => this.volumes.find((one) => one.id === id),
    async *dependents(parent, { all, index }) {
      const serversOf = (one: Resource) => one.extraInfo?.['servers'] as string[];
      const byServer = await index(serversOf, 'server');
      const free = (await all()).filter((one) => serversOf(one).length === 0);
      yield* parent.type === 'Test::Project' ? free : (byServer.get(parent.id) ?? []);
    },
  });

  readonly images = defineProtectable({
    ...{ name: 'test-image', resourceType: 'Test::Image', parentTypes: ['Test::Server'] },
    list: async () => [],
    show: async (id) => this.#told(`image ${id}`, { type: 'Test::Image', id, name: 'cirros' }),
    async dependents(parent, { show }) {
      const image = await show(parent.extraInfo?.['image'] as string);
      return image ? [image] : [];
    },
  });

  walk(
    roots: readonly ResourceReference[],
    options: { unprotected?: string; signal?: AbortSignal; others?: Protectable[] } = {},
  ) {
    const given = [this.projects, this.servers_, this.volumes_, this.images];
    const all = [
      ...given.filter((one) => !options.others?.some(({ resourceType }) => resourceType === one.resourceType)),
      ...(options.others ?? []),
    ];
    const protectables = new Map(
      all.map((definition): [string, Configured<Protectable>] => [
        definition.resourceType,
        { definition, config: {}, version: '1.0.0' },
      ]),
    );
    return walkResourceGraph({
      ...{ roots, protectables, context },
      isProtected: (type) => type !== options.unprotected,
      signal: options.signal ?? new AbortController().signal,
    });
  }

  #told<Answer>(what: string, answer: Answer): Answer {
    this.asked.push(what);
    return answer;
  }

  async *#stream(what: string, resources: readonly Resource[]): AsyncIterable<Resource> {
    yield* this.#told(what, resources);
  }
}

const keys = (resources: readonly Resource[]) => resources.map(resourceKey);

describe('the walk through the live graph', () => {
  it('finds all that depends on the roots, depth first, and joins what several share', async () => {
    const graph = await new Cloud().walk([project]);
    expect(keys(graph.resources)).toEqual([
      'Test::Project#p',
      'Test::Server#s1',
      'Test::Volume#v2',
      'Test::Server#s2',
      'Test::Volume#v1',
      'Test::Image#i1',
      'Test::Volume#v3',
    ]);
    expect(keys(graph.parents({ type: 'Test::Image', id: 'i1' }))).toEqual(['Test::Server#s1', 'Test::Server#s2']);
    expect(keys(graph.children({ type: 'Test::Server', id: 's1' }))).toEqual([
      'Test::Volume#v1',
      'Test::Volume#v2',
      'Test::Image#i1',
    ]);
  });

  it('asks each list and each resource once', async () => {
    const cloud = new Cloud();
    await cloud.walk([project, { type: 'Test::Server', id: 's2' }]);
    expect([...cloud.asked].sort()).toEqual(['image i1', 'server s2', 'servers', 'volumes']);
  });

  it('finds the dependents of a server that is a root, or stands below another', async () => {
    const graph = await new Cloud().walk([{ type: 'Test::Server', id: 's2' }]);
    expect(keys(graph.resources)).toEqual(['Test::Server#s2', 'Test::Volume#v1', 'Test::Image#i1']);
    expect(graph.resources[0]?.name).toBe('s2');
  });

  it('keeps the first answer about a resource', async () => {
    const cloud = new Cloud();
    const twin = (extraInfo: Resource['extraInfo']) => ({
      type: 'Test::Image',
      id: 'i',
      name: 'twin',
      ...(extraInfo && { extraInfo }),
    });
    const images = defineProtectable({
      ...{ name: 'test-image', resourceType: 'Test::Image', parentTypes: ['Test::Server'] },
      list: async () => [],
      show: async () => undefined,
      dependents: async (parent) => [twin({ seenFrom: parent.id })],
    });
    const graph = await cloud.walk([project], { others: [images] });
    expect(graph.get({ type: 'Test::Image', id: 'i' })?.extraInfo).toEqual({ seenFrom: 's1' });
  });

  it('names a root that is not there, and a type that it does not know', async () => {
    const cloud = new Cloud();
    await expect(cloud.walk([{ type: 'Test::Server', id: 'gone' }])).rejects.toMatchObject({
      code: 'KARBOR_RESOURCE_NOT_FOUND',
      message: expect.stringContaining('Test::Server#gone') as string,
    });
    await expect(cloud.walk([{ type: 'Test::Share', id: '1' }])).rejects.toMatchObject({
      code: 'KARBOR_RESOURCE_TYPE_UNKNOWN',
      message: expect.stringMatching(/Test::Share.*Test::Project, Test::Server, Test::Volume, Test::Image/) as string,
    });
  });

  it('names a resource whose type has no plugin', async () => {
    await expect(new Cloud().walk([project], { unprotected: 'Test::Image' })).rejects.toMatchObject({
      code: 'KARBOR_RESOURCE_TYPE_UNPROTECTED',
      message: expect.stringContaining('Test::Image#i1 (cirros)') as string,
    });
  });

  it('fails when a service fails, naming type and parent, and keeps the cause', async () => {
    const cause = new KarborError('KARBOR_HTTP', 'GET /volumes: 503', { retryable: true });
    const volumes = defineProtectable({
      ...{ name: 'test-volume', resourceType: 'Test::Volume', parentTypes: ['Test::Server'] },
      list: () => Promise.reject(cause),
      show: async () => undefined,
      dependents: (_, { all }) => all(),
    });
    const failure = new Cloud().walk([project], { others: [volumes] });
    await expect(failure).rejects.toMatchObject({
      code: 'KARBOR_PROTECTABLE_FAILED',
      message: expect.stringMatching(/Test::Server#s1.*Test::Volume.*GET \/volumes: 503/) as string,
      retryable: true,
      cause: { code: 'KARBOR_PROTECTABLE_FAILED', cause },
    });
  });

  it.each([
    ['another type', { type: 'Test::Volume', id: '1', name: '' }, 'of type "Test::Volume" instead of Test::Image'],
    ['no id', { type: 'Test::Image', id: '', name: '' }, 'without an id'],
    ['no name', { type: 'Test::Image', id: '1' }, 'Test::Image#1 without a name'],
    ['nothing', null, 'that is null'],
    [
      'extraInfo that JSON does not hold',
      { type: 'Test::Image', id: '1', name: '', extraInfo: { at: new Date(0) } },
      'extraInfo is not a plain JSON object',
    ],
  ])('refuses a resource of a protectable with %s', async (_, resource, message) => {
    const images = defineProtectable({
      ...{ name: 'test-image', resourceType: 'Test::Image', parentTypes: ['Test::Server'] },
      list: async () => [],
      show: async () => undefined,
      dependents: async () => [resource as Resource],
    });
    await expect(new Cloud().walk([project], { others: [images] })).rejects.toMatchObject({
      code: 'KARBOR_PROTECTABLE_FAILED',
      message: expect.stringContaining(message) as string,
      cause: { code: 'KARBOR_RESOURCE_INVALID' },
    });
  });

  it('refuses resources that depend on each other in a cycle', async () => {
    const servers = defineProtectable({
      ...{ name: 'test-server', resourceType: 'Test::Server', parentTypes: ['Test::Project', 'Test::Server'] },
      list: async () => [],
      show: async () => undefined,
      dependents: async (parent) => [server(parent.id === 's1' ? 's2' : 's1', 'i1')],
    });
    await expect(new Cloud().walk([project], { others: [servers] })).rejects.toMatchObject({
      code: 'KARBOR_GRAPH_CYCLE',
      message: expect.stringContaining('Test::Server#s1 → Test::Server#s2 → Test::Server#s1') as string,
    });
  });

  it('ends at once when its signal is aborted, though a protectable does not listen', async () => {
    const stop = new AbortController();
    let calls = 0;
    const images = defineProtectable({
      ...{ name: 'test-image', resourceType: 'Test::Image', parentTypes: ['Test::Server'] },
      list: async () => [],
      show: async () => undefined,
      dependents: () => {
        calls += 1;
        stop.abort(new Error('enough'));
        return new Promise<never>(() => undefined);
      },
    });
    const walk = new Cloud().walk([project], { others: [images], signal: stop.signal });
    await expect(walk).rejects.toMatchObject({ code: 'KARBOR_CANCELLED', cause: new Error('enough') });
    expect(calls).toBe(1);
    await expect(new Cloud().walk([project], { signal: stop.signal })).rejects.toMatchObject({
      code: 'KARBOR_CANCELLED',
    });
  });

  it('asks no more once its signal is aborted, and leaves no listener on it', async () => {
    const stop = new AbortController();
    const asked: string[] = [];
    const images = defineProtectable({
      ...{ name: 'test-image', resourceType: 'Test::Image', parentTypes: ['Test::Server'] },
      list: async () => [],
      show: async () => undefined,
      dependents: async ({ id }) => {
        asked.push(id);
        stop.abort();
        return [];
      },
    });
    await expect(new Cloud().walk([project], { others: [images], signal: stop.signal })).rejects.toThrow(
      'was cancelled',
    );
    await new Promise((resolve) => setTimeout(resolve));
    expect(asked).toEqual(['s1']);
    expect(getEventListeners(stop.signal, 'abort')).toHaveLength(0);
  });

  it('makes an index once for each type of parent and name', async () => {
    const made: string[] = [];
    const volumes = defineProtectable({
      ...{ name: 'test-volume', resourceType: 'Test::Volume', parentTypes: ['Test::Server', 'Test::Project'] },
      list: async () => [volume('v1', 's1')],
      show: async () => undefined,
      async dependents(parent, { index }) {
        const keysOf = (name: string) => (one: Resource) => {
          made.push(`${parent.type} ${name} ${one.id}`);
          return name === 'none' ? undefined : (one.extraInfo?.['servers'] as string[]);
        };
        const found = (await index(keysOf('servers'), 'servers')).get(parent.id) ?? [];
        return [...found, ...((await index(keysOf('none'), 'none')).get(parent.id) ?? [])];
      },
    });
    const graph = await new Cloud().walk([project], { others: [volumes] });
    expect(keys(graph.children({ type: 'Test::Server', id: 's1' }))).toContain('Test::Volume#v1');
    expect(made.sort()).toEqual([
      'Test::Project none v1',
      'Test::Project servers v1',
      'Test::Server none v1',
      'Test::Server servers v1',
    ]);
  });

  it('walks 40 diamonds, a chain of 10,000 and a star of 10,000, visiting each resource once', async () => {
    const visits = new Map<string, number>();
    const things = (childrenOf: (n: number) => number[]) =>
      defineProtectable({
        ...{ name: 'test-thing', resourceType: 'Test::Thing', parentTypes: ['Test::Thing'] },
        list: async () => [],
        show: async (id) => ({ type: 'Test::Thing', id, name: '' }),
        dependents: async ({ id }) => {
          visits.set(id, (visits.get(id) ?? 0) + 1);
          return childrenOf(Number(id)).map((n) => ({ type: 'Test::Thing', id: String(n), name: '' }));
        },
      });
    const diamond = (n: number) => (n >= 120 ? [] : n % 3 === 0 ? [n + 1, n + 2] : [n - (n % 3) + 3]);
    const shapes: [number, (n: number) => number[]][] = [
      [121, diamond],
      [10_000, (n) => (n < 9_999 ? [n + 1] : [])],
      [10_000, (n) => (n === 0 ? Array.from({ length: 9_999 }, (_, child) => child + 1) : [])],
    ];
    for (const [size, childrenOf] of shapes) {
      visits.clear();
      const graph = await new Cloud().walk([{ type: 'Test::Thing', id: '0' }], { others: [things(childrenOf)] });
      expect(graph.resources).toHaveLength(size);
      expect([...visits.values()].every((count) => count === 1)).toBe(true);
      expect(visits.size).toBe(size);
    }
  });
});
