import { resourceKey } from '@karbor/plugin-sdk';
import type { Json, ResourceKey, ResourceReference } from '@karbor/plugin-sdk';
import type { ResourceGraph } from '../graph/resource-graph.js';
import type { JournalWriter } from '../journal/journal-writer.js';
import { toJson } from '../json.js';
import type { ParametersByResource } from '../provider/protection-provider.js';
import type { Continuation } from '../resume/continuation.js';
import { journalGraph } from './journal-graph.js';
import type { ResourcePlan } from './resource-plan.js';

/** What an operation was asked for. */
export interface OperationRequest {
  readonly parameters?: ParametersByResource | undefined;
  /** Of a restore or verify: which resources of its checkpoint, if not all. */
  readonly resources?: readonly ResourceReference[] | undefined;
}

/** What the journal of an operation that is new begins with: with this it can be gone on with. */
export function beginJournal(
  { parameters, resources }: OperationRequest,
  plans: readonly ResourcePlan[],
  graph?: ResourceGraph,
): (journal: JournalWriter) => void {
  const selection: readonly ResourceKey[] | undefined = resources?.map(resourceKey);
  const given: Json = toJson(parameters ?? {}, 'The parameters') ?? {};
  return (journal) => {
    if (graph) journalGraph(journal, graph);
    for (const { resource, applies } of plans) {
      if (!applies) journal.append({ type: 'applies', resource: resourceKey(resource), applies });
    }
    journal.append({ type: 'planned', parameters: given, ...(selection && { selection }) });
  };
}

/** What the journal of an operation begins with that goes on with others. */
export function continueJournal({ extents, restarted }: Continuation): (journal: JournalWriter) => void {
  return (journal) => {
    journal.append({ type: 'continues', journals: extents });
    if (restarted.length > 0) journal.append({ type: 'restarted', resources: restarted });
  };
}
