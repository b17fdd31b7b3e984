import fc from 'fast-check';
import { parts } from './graph-shapes.fixture.js';
import type { ResourceGraphParts } from './resource-graph.js';

export type Edge = readonly [parent: number, child: number];

/** A graph without cycles, by the numbers of its resources; most have subgraphs that several share. */
export interface RandomGraph {
  readonly count: number;
  readonly edges: readonly Edge[];
}

const types = ['Test::Server', 'Test::Volume', 'Test::Image'];

export function typeOf(n: number): string {
  return types[n % types.length]!;
}

/** Resources come in any order: the number of a parent need not be the smaller one. */
export function randomGraph(most = 10): fc.Arbitrary<RandomGraph> {
  return fc.integer({ min: 1, max: most }).chain((count) => {
    const pairs = Array.from({ length: count }, (_, child) =>
      Array.from({ length: child }, (__, parent): Edge => [parent, child]),
    ).flat();
    const order = fc.shuffledSubarray(
      Array.from({ length: count }, (_, n) => n),
      { minLength: count },
    );
    return fc.tuple(order, fc.subarray(pairs)).map(([place, edges]) => ({
      count,
      edges: edges.map(([parent, child]): Edge => [place[parent]!, place[child]!]),
    }));
  });
}

export function partsOf({ count, edges }: RandomGraph): ResourceGraphParts {
  return parts(count, edges, typeOf);
}
