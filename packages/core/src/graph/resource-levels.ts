import { resourceKey } from '@karbor/plugin-sdk';
import type { Resource } from '@karbor/plugin-sdk';
import type { ResourceGraph } from './resource-graph.js';

/**
 * The given resources in levels: each comes after all of them that it depends on, however indirectly. Those that the
 * graph does not have come first.
 * Costs nodes + edges of the graph.
 */
export function resourceLevels(graph: ResourceGraph, selected: readonly Resource[]): readonly (readonly Resource[])[] {
  const wanted = new Set(selected.map(resourceKey));
  const unknown = selected.filter((resource) => !graph.has(resource));
  const levels: Resource[][] = unknown.length > 0 ? [unknown] : [];
  const levelAt = new Int32Array(graph.resources.length);
  // A parent stands before its children: one pass reaches them all.
  for (const [index, resource] of graph.resources.entries()) {
    let level = levelAt[index] ?? 0;
    if (wanted.has(resourceKey(resource))) (levels[level++] ??= []).push(resource);
    for (const child of graph.childIndexes.targets(index)) levelAt[child] = Math.max(levelAt[child] ?? 0, level);
  }
  return levels;
}
