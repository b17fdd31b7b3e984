import { resourceKey } from '@karbor/plugin-sdk';
import type { ResourceGraph } from '../graph/resource-graph.js';
import type { ResourcesEntry } from '../journal/journal-entry.js';
import type { JournalWriter } from '../journal/journal-writer.js';

/** In characters of JSON: so much of a graph goes into one entry, unless one resource alone is larger. */
const entrySize = 2 ** 20;

/** Records what an operation works on: a checkpoint without a manifest can be deleted, or gone on with, from it. */
export function journalGraph(journal: JournalWriter, graph: ResourceGraph): void {
  let part: ResourcesEntry['resources'][number][] = [];
  let size = 0;
  const flush = () => {
    if (part.length > 0) journal.append({ type: 'resources', resources: part });
    part = [];
    size = 0;
  };
  for (const resource of graph.resources) {
    const one = { resource, dependents: graph.children(resource).map(resourceKey) };
    part.push(one);
    size += JSON.stringify(one).length;
    if (size >= entrySize) flush();
  }
  flush();
}
