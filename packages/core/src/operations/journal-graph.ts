import { resourceKey } from '@karbor/plugin-sdk';
import type { ResourceGraph } from '../graph/resource-graph.js';
import type { JournalWriter } from '../journal/journal-writer.js';

/** So many resources go into one entry: about 1 MiB. */
const resourcesPerEntry = 4000;

/** Records what an operation works on: a checkpoint without a manifest can be deleted, or gone on with, from it. */
export function journalGraph(journal: JournalWriter, graph: ResourceGraph): void {
  for (let start = 0; start < graph.resources.length; start += resourcesPerEntry) {
    const part = graph.resources.slice(start, start + resourcesPerEntry);
    journal.append({
      type: 'resources',
      resources: part.map((resource) => ({ resource, dependents: graph.children(resource).map(resourceKey) })),
    });
  }
}
