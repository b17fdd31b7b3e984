import type { MappingEvent, NotQuiescedEvent, TaskFlow } from '@karbor/core';
import { resourceKey } from '@karbor/plugin-sdk';
import { errorDocument } from '../output/error.js';
import type { ErrorDocument } from '../output/error.js';
import { partsOf } from './partial-outcome.js';

/** What an operation has come to. */
export interface OperationDocument {
  /** The checkpoint's. */
  readonly id: string;
  readonly operation: string;
  readonly operationId: string;
  readonly status: 'done' | 'partial' | 'failed' | 'cancelled';
  /** How many resources it was about. */
  readonly resources: number;
  /** Of one that was good in part: keys. */
  readonly good?: readonly string[];
  readonly failed?: readonly string[];
  readonly skipped?: readonly string[];
  /** Of a restore: what each has become, by its key. */
  readonly mapping?: Readonly<Record<string, string>>;
  /** Of what is good: what is not of one instant, by key, and the keys of what went on before all was captured. */
  readonly notQuiesced?: Readonly<Record<string, readonly string[]>>;
  readonly error?: ErrorDocument;
}

/** How a flow has ended. */
export interface FlowEnd {
  readonly flow: TaskFlow;
  readonly mapping: readonly MappingEvent[];
  readonly notQuiesced: readonly NotQuiescedEvent[];
  /** Why it has not ended well. */
  readonly error?: unknown;
}

export function operationDocument({ flow, mapping, notQuiesced, error }: FlowEnd): OperationDocument {
  const { checkpointId, operation, operationId, graph } = flow;
  const about = { id: checkpointId, operation, operationId };
  const more = {
    resources: graph.resources.length,
    ...(operation === 'restore' && { mapping: Object.fromEntries(mapping.map((one) => [resourceKey(one.resource), one.newId])) }),
    ...(notQuiesced.length > 0 && { notQuiesced: Object.fromEntries(notQuiesced.map(({ resource, by }) => [resourceKey(resource), by])) }),
  };
  if (error === undefined) return { ...about, status: 'done', ...more };
  const document = errorDocument(error);
  const parts = partsOf(error);
  if (parts) return { ...about, status: 'partial', ...more, good: goodOf(flow, [...parts.failed, ...parts.skipped]), ...parts, error: document };
  return { ...about, status: document.code === 'KARBOR_CANCELLED' ? 'cancelled' : 'failed', ...more, error: document };
}

/** The keys of all but those that are given. */
export function goodOf({ graph }: TaskFlow, bad: readonly string[]): readonly string[] {
  const excluded = new Set(bad);
  return graph.resources.map(resourceKey).filter((key) => !excluded.has(key));
}
