import { isKarborError, resourceKey } from '@karbor/plugin-sdk';
import type { KarborError, Resource } from '@karbor/plugin-sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chain, diamonds, graphOf, numbered, parts, star } from './graph-shapes.fixture.js';
import { partsOf, randomGraph } from './random-graph.fixture.js';
import { ResourceGraph } from './resource-graph.js';

const seed = 20_260_201;
const ids = (resources: readonly Resource[]): number[] => resources.map(({ id }) => Number(id));

function refusal(make: () => unknown): KarborError {
  try {
    make();
  } catch (error) {
    if (isKarborError(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('a resource graph', () => {
  it('goes through a tree depth first, in the order in which children were given', () => {
    const graph = graphOf(7, '0>5 0>1 5>6 5>2 1>3 4>3');
    expect(ids(graph.resources)).toEqual([0, 5, 6, 2, 1, 4, 3]);
    expect(ids(graph.roots)).toEqual([0, 4]);
    expect(ids(graph.children(numbered(0)))).toEqual([5, 1]);
    expect(ids(graph.parents(numbered(3)))).toEqual([1, 4]);
  });

  it('has every resource once, parents first, and the given edges', () => {
    fc.assert(
      fc.property(randomGraph(), (random) => {
        const graph = ResourceGraph.from(partsOf(random));
        expect(ids(graph.resources).sort((a, b) => a - b)).toEqual(Array.from({ length: random.count }, (_, n) => n));
        const placeOf = new Map(ids(graph.resources).map((id, place) => [id, place]));
        for (const [parent, child] of random.edges) expect(placeOf.get(parent)).toBeLessThan(placeOf.get(child)!);
        for (const resource of graph.resources) {
          const own = Number(resource.id);
          const children = random.edges.filter(([parent]) => parent === own).map(([, child]) => child);
          const parents = random.edges.filter(([, child]) => child === own).map(([parent]) => parent);
          expect(ids(graph.children(resource))).toEqual(children);
          expect(new Set(ids(graph.parents(resource)))).toEqual(new Set(parents));
          expect(graph.roots.includes(resource)).toBe(parents.length === 0);
          expect(graph.resources[graph.indexOf(resource)]).toBe(resource);
          expect(graph.get({ type: resource.type, id: resource.id })).toBe(resource);
        }
      }),
      { seed },
    );
  });

  it('comes back equal from its own resources and edges', () => {
    fc.assert(
      fc.property(randomGraph(), (random) => {
        const graph = ResourceGraph.from(partsOf(random));
        const again = ResourceGraph.from({ resources: graph.resources, edges: graph.edges() });
        expect(again.resources).toEqual(graph.resources);
        expect(again.roots).toEqual(graph.roots);
        expect([...again.edges()]).toEqual([...graph.edges()]);
      }),
      { seed },
    );
  });

  it('refuses a cycle and names its resources in its order', () => {
    const error = refusal(() => graphOf(5, '0>1 1>2 2>3 3>1 3>4'));
    expect(error.code).toBe('KARBOR_GRAPH_CYCLE');
    expect(error.message).toContain('Test::Thing#1 → Test::Thing#2 → Test::Thing#3 → Test::Thing#1');
  });

  it('finds a cycle wherever one edge back is added, also below a root', () => {
    fc.assert(
      fc.property(randomGraph(), fc.nat(), (random, pick) => {
        fc.pre(random.edges.length > 0);
        const [parent, child] = random.edges[pick % random.edges.length]!;
        const given = partsOf({ count: random.count, edges: [...random.edges, [child, parent]] });
        const error = refusal(() => ResourceGraph.from(given));
        expect(error.code).toBe('KARBOR_GRAPH_CYCLE');
        const cycle = error.details['resources'] as string[];
        const edges = new Set([...given.edges].map((edge) => edge.join()));
        for (const [place, key] of cycle.entries())
          expect(edges).toContain([key, cycle[(place + 1) % cycle.length]].join());
        expect(new Set(cycle).size).toBe(cycle.length);
      }),
      { seed },
    );
  });

  it('refuses a resource that depends on itself', () => {
    expect(refusal(() => graphOf(2, '0>1 1>1')).message).toContain('Test::Thing#1 → Test::Thing#1');
  });

  it('refuses a resource that comes twice, and an edge to one that does not come', () => {
    const { resources } = parts(2);
    const twice = refusal(() => ResourceGraph.from({ resources: [...resources, numbered(1)], edges: [] }));
    expect(twice).toMatchObject({ code: 'KARBOR_GRAPH_INVALID', details: { resource: 'Test::Thing#1' } });
    const astray = refusal(() => ResourceGraph.from({ resources, edges: [['Test::Thing#0', 'Test::Thing#9']] }));
    expect(astray).toMatchObject({ code: 'KARBOR_GRAPH_INVALID', details: { resource: 'Test::Thing#9' } });
  });

  it('tells resources of one id and two types apart', () => {
    const graph = ResourceGraph.from({
      resources: [numbered(1, 'Test::A'), numbered(1, 'Test::B')],
      edges: [['Test::A#1', 'Test::B#1']],
    });
    expect(graph.children({ type: 'Test::A', id: '1' })).toEqual([numbered(1, 'Test::B')]);
    expect(graph.has({ type: 'Test::C', id: '1' })).toBe(false);
    expect(graph.get({ type: 'Test::C', id: '1' })).toBeUndefined();
  });

  it('names a resource that it does not have', () => {
    const graph = graphOf(1);
    const stranger = numbered(7);
    const asks = [
      () => graph.indexOf(stranger),
      () => graph.children(stranger),
      () => graph.parents(stranger),
      () => graph.subgraph([stranger]),
    ];
    for (const ask of asks) {
      expect(refusal(ask)).toMatchObject({ code: 'KARBOR_RESOURCE_NOT_FOUND', details: { resource: 'Test::Thing#7' } });
    }
  });

  it('gives a subgraph of some resources and all that depends on them', () => {
    fc.assert(
      fc.property(randomGraph(), fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), (random, picks) => {
        const graph = ResourceGraph.from(partsOf(random));
        const wanted = new Set(picks.map((pick) => pick % random.count));
        for (let before = -1; before !== wanted.size;) {
          before = wanted.size;
          for (const [parent, child] of random.edges) if (wanted.has(parent)) wanted.add(child);
        }
        const part = graph.subgraph(
          picks.map((pick) => graph.resources.find(({ id }) => id === String(pick % random.count))!),
        );
        expect(new Set(ids(part.resources))).toEqual(wanted);
        for (const resource of part.resources) expect(part.children(resource)).toEqual(graph.children(resource));
      }),
      { seed },
    );
  });

  it('holds a chain of 10,000, a star of 10,000 and 40 diamonds', () => {
    expect(ids(chain(10_000).resources)).toEqual(Array.from({ length: 10_000 }, (_, n) => n));
    expect(star(10_000).children(numbered(0))).toHaveLength(9_999);
    const stack = diamonds(40);
    expect(stack.resources).toHaveLength(121);
    expect(stack.subgraph([numbered(3)]).resources.map(resourceKey)).toHaveLength(118);
  });
});
