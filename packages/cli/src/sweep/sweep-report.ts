import type { ThawedEffect, UnfinishedOperation } from '@karbor/core';
import { resourceKey } from '@karbor/plugin-sdk';
import { errorDocument } from '../output/error.js';
import { table } from '../output/table.js';
import type { FoundOperations } from './find-operations.js';

/**
 * `running`: somebody works on it. `unknown`: it was only looked at, and one look does not tell whether somebody works on
 * it. `left`: it was only looked at, and nobody does. `partial`: it went on, and is good in part.
 */
export type SweptStatus = 'running' | 'unknown' | 'left' | 'released' | 'resumed' | 'partial' | 'failed';

/** What became of an operation that had not ended. */
export interface Swept {
  readonly operation: UnfinishedOperation;
  readonly status: SweptStatus;
  /** What was let go before, because it may stand still no longer. */
  readonly thawed?: readonly ThawedEffect[];
  readonly error?: unknown;
}

const done: Readonly<Record<SweptStatus, string>> = {
  running: 'is left alone: somebody works on it',
  unknown: 'may be worked on elsewhere: a sweep watches its lease first, until that is certain',
  left: 'is left',
  released: 'is released',
  resumed: 'has gone on to its end',
  partial: 'has gone on to its end, and is good in part',
  failed: 'is left: it failed again',
};

export function thawedText({ resource, kind }: ThawedEffect): string {
  return `${resourceKey(resource)} ${resource.name} (${kind}) goes on: it was to stand still for a limited time, which is over.\n`;
}

/** The operations that were found, as a table. */
export function operationsText({ operations, others }: FoundOperations): string {
  const rows = operations.map((one) => [
    ...[one.operation, one.operationId, one.checkpointId, one.startedAt.toISOString()],
    ...[one.owner, outside(one)],
  ]);
  const heading = ['OPERATION', 'ID', 'CHECKPOINT', 'SINCE', 'OWNER', 'OUTSIDE'];
  const own = rows.length === 0 ? 'No operation has been left unfinished.\n' : table(heading, rows);
  const many = others === 1 ? '1 operation of another project was' : `${others} operations of other projects were`;
  return others === 0 ? own : `${own}${many} left alone.\n`;
}

export function sweptText({ operation: { operation, operationId, checkpointId }, status }: Swept): string {
  return `The ${operation} of checkpoint ${checkpointId} (operation ${operationId}) ${done[status]}.\n`;
}

export function sweepDocument({ others }: FoundOperations, swept: readonly Swept[]) {
  return {
    otherProjects: others,
    operations: swept.map(({ operation: { operationId, startedAt, ...about }, status, thawed, error }) => ({
      ...{ id: operationId, status, ...about, since: startedAt },
      ...(thawed && { thawed: thawed.map(({ resource, kind, tag }) => ({ resource: resourceKey(resource), kind, tag })) }),
      ...(error !== undefined && { error: errorDocument(error) }),
    })),
  };
}

/** How many of which kind it has outside. */
function outside({ effects }: UnfinishedOperation): string {
  const counts = new Map<string, number>();
  for (const { kind } of effects) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => (count === 1 ? kind : `${kind} ×${count}`)).join(', ');
}
