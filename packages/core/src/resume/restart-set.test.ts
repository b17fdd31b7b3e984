import { resourceKey } from '@karbor/plugin-sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { partsOf, randomGraph } from '../graph/random-graph.fixture.js';
import { ResourceGraph } from '../graph/resource-graph.js';
import { restartSet } from './restart-set.js';

const scenarios = fc.record({
  shape: randomGraph(12),
  broken: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }).map((list) => list.map((one, index) => one && index % 3 === 0)),
  windows: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
  groups: fc.array(fc.nat(4), { minLength: 12, maxLength: 12 }),
  upwards: fc.boolean(),
});

/** By the rules' own words, until nothing is added. */
function closure(graph: ResourceGraph, broken: readonly boolean[], windows: readonly boolean[], groups: readonly number[], upwards: boolean) {
  const all = [...graph.resources.keys()];
  const below = (from: number): ReadonlySet<number> => {
    const found = new Set([from]);
    for (const one of found) for (const child of graph.childIndexes.targets(one)) found.add(child);
    return found;
  };
  const descendants = all.map(below);
  const restarts = new Set(all.filter((index) => broken[index]));
  for (let before = -1; before !== restarts.size; ) {
    before = restarts.size;
    for (const index of [...restarts]) {
      // The fourth group stands for none.
      for (const other of all) if (groups[index] !== 4 && groups[other] === groups[index]) restarts.add(other);
      for (const above of all.filter((one) => descendants[one]?.has(index))) {
        if (upwards) restarts.add(above);
        if (windows[above] === true) for (const one of descendants[above] ?? []) restarts.add(one);
      }
    }
  }
  return new Set([...restarts].map((index) => graph.resources[index]!).map(resourceKey));
}

test('begins anew what is broken, its group, and the whole windows that it is in; in a restore what is made of it, too', () => {
  fc.assert(
    fc.property(scenarios, ({ shape, broken, windows, groups, upwards }) => {
      const graph = ResourceGraph.from(partsOf(shape));
      const members = [0, 1, 2, 3].map((group) => [...graph.resources.keys()].filter((index) => groups[index] === group));
      const found = restartSet({
        ...{ graph, upwards },
        isBroken: (index) => broken[index] === true,
        hadWindow: (index) => windows[index] === true,
        groupOf: (index) => members[groups[index] ?? 4] ?? [],
      });
      expect(found).toEqual(closure(graph, broken, windows, groups, upwards));
    }),
    { seed: 20_261_127, numRuns: 1000 },
  );
});
