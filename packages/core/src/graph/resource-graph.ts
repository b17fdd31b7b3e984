import { KarborError, resourceKey } from '@karbor/plugin-sdk';
import type { GraphView, Resource, ResourceKey, ResourceReference } from '@karbor/plugin-sdk';
import type { Adjacency } from './adjacency.js';
import { assembleGraph } from './assemble-graph.js';
import type { AssembledGraph } from './assemble-graph.js';

/** From a parent to a resource that depends on it, both by key. */
export type ResourceEdge = readonly [parent: ResourceKey, child: ResourceKey];

/** What a graph is made of. */
export interface ResourceGraphParts {
  readonly resources: Iterable<Resource>;
  readonly edges: Iterable<ResourceEdge>;
}

/** The resources of an operation, an edge from each to those that depend on it. It has no cycles and never changes. */
export class ResourceGraph implements GraphView {
  /** Depth first: every parent stands before its children, also where several share one. */
  readonly resources: readonly Resource[];
  /** Those that depend on nothing in this graph. */
  readonly roots: readonly Resource[];
  /** The edges by index in `resources`. */
  readonly childIndexes: Adjacency;
  readonly parentIndexes: Adjacency;
  readonly #lookup: AssembledGraph['lookup'];

  private constructor({ resources, children, lookup }: AssembledGraph) {
    this.resources = resources;
    this.childIndexes = children;
    this.parentIndexes = children.reversed();
    this.roots = resources.filter((_, index) => this.parentIndexes.degree(index) === 0);
    this.#lookup = lookup;
  }

  /**
   * The graph of these resources and edges. Roots and the children of one parent keep the order in which they come;
   * an edge that comes twice counts once.
   * @throws KarborError `KARBOR_GRAPH_INVALID` when a resource comes twice or an edge names one that does not come,
   *   `KARBOR_GRAPH_CYCLE` naming the resources of a cycle in its order
   */
  static from(parts: ResourceGraphParts): ResourceGraph {
    return new ResourceGraph(assembleGraph(parts));
  }

  /** The edges, in the order of `resources`. With these and `resources`, `from` gives an equal graph. */
  *edges(): IterableIterator<ResourceEdge> {
    for (const [index, parent] of this.resources.entries()) {
      for (const child of this.#at(this.childIndexes.targets(index))) yield [resourceKey(parent), resourceKey(child)];
    }
  }

  has(resource: ResourceReference): boolean {
    return this.#lookup.hasNode(resourceKey(resource));
  }

  /** The resource of this type and id, as it was found. */
  get(resource: ResourceReference): Resource | undefined {
    return this.has(resource) ? this.resources[this.indexOf(resource)] : undefined;
  }

  /** The place in `resources`. @throws KarborError `KARBOR_RESOURCE_NOT_FOUND` */
  indexOf(resource: ResourceReference): number {
    const key = resourceKey(resource);
    if (this.#lookup.hasNode(key)) return this.#lookup.getNodeAttribute(key, 'index');
    throw new KarborError(
      'KARBOR_RESOURCE_NOT_FOUND',
      `${key} is not among the ${this.resources.length} resources of this graph.`,
      {
        details: { resource: key },
      },
    );
  }

  /** The resources that depend on this one. @throws KarborError `KARBOR_RESOURCE_NOT_FOUND` */
  children(resource: ResourceReference): readonly Resource[] {
    return this.#at(this.childIndexes.targets(this.indexOf(resource)));
  }

  /** The resources that this one depends on. @throws KarborError `KARBOR_RESOURCE_NOT_FOUND` */
  parents(resource: ResourceReference): readonly Resource[] {
    return this.#at(this.parentIndexes.targets(this.indexOf(resource)));
  }

  /** These resources and all that depend on them. @throws KarborError `KARBOR_RESOURCE_NOT_FOUND` */
  subgraph(resources: Iterable<ResourceReference>): ResourceGraph {
    const wanted = new Uint8Array(this.resources.length);
    for (const resource of resources) wanted[this.indexOf(resource)] = 1;
    // A parent stands before its children: one pass reaches them all.
    for (let index = 0; index < wanted.length; index++) {
      if (wanted[index] === 1) for (const child of this.childIndexes.targets(index)) wanted[child] = 1;
    }
    const kept = this.resources.filter((_, index) => wanted[index] === 1);
    const isKept = ([parent]: ResourceEdge): boolean => wanted[this.#lookup.getNodeAttribute(parent, 'index')] === 1;
    return ResourceGraph.from({ resources: kept, edges: Array.from(this.edges()).filter(isKept) });
  }

  #at(indexes: readonly number[]): Resource[] {
    return indexes.map((index) => this.resources[index] as Resource);
  }
}
