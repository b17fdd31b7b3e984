import type { UnfinishedOperation } from '@karbor/core';
import { errorDocument } from '../output/error.js';
import { table } from '../output/table.js';
import type { FoundOperations } from './find-operations.js';

/** `running`: somebody works on it. `left`: it was only looked at. `partial`: it went on, and is good in part. */
export type SweptStatus = 'running' | 'left' | 'released' | 'resumed' | 'partial' | 'failed';

/** What became of an operation that had not ended. */
export interface Swept {
  readonly operation: UnfinishedOperation;
  readonly status: SweptStatus;
  readonly error?: unknown;
}

const done: Readonly<Record<SweptStatus, string>> = {
  running: 'is left alone: somebody works on it',
  left: 'is left',
  released: 'is released',
  resumed: 'has gone on to its end',
  partial: 'has gone on to its end, and is good in part',
  failed: 'is left: it failed again',
};

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
    operations: swept.map(({ operation: { operationId, startedAt, ...about }, status, error }) => ({
      ...{ id: operationId, status, ...about, since: startedAt },
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
