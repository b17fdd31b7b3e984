import type { CheckpointQuery, CheckpointSummary } from '@karbor/core';
import type { Invocation } from '../invocation.js';
import { withProvider } from '../open-provider.js';
import { printList } from '../output/print-list.js';
import type { FromProjectSettings } from '../settings/from-project.js';
import { untilStopped } from '../until-stopped.js';

interface ListSettings extends FromProjectSettings {
  readonly plan?: string;
  readonly since?: Date;
  readonly until?: Date;
  readonly limit?: number;
  readonly marker?: string;
  readonly sort: 'asc' | 'desc';
}

/** Prints checkpoints while they are listed: there may be thousands. */
export async function listCheckpoints(invocation: Invocation, settings: ListSettings): Promise<void> {
  const { signal } = invocation;
  await withProvider(invocation, settings, async ({ checkpoints }, context) => {
    const list = printList(invocation, settings, interruptible(checkpoints.list(context, queryOf(settings)), signal), {
      heading: ['ID', 'STATUS', 'CREATED'],
      widths: [36, 14, 24],
      cells: ({ id, status, createdAt }) => [id, status, createdAt.toISOString()],
    });
    await untilStopped(signal, list);
  });
}

function queryOf({ plan, since, until, limit, marker, sort }: ListSettings): CheckpointQuery {
  return {
    ...(plan !== undefined && { planId: plan }),
    ...(since && { since }),
    ...(until && { until }),
    ...(limit !== undefined && { limit }),
    ...(marker !== undefined && { marker }),
    sortDir: sort,
  };
}

async function* interruptible(checkpoints: AsyncIterable<CheckpointSummary>, signal: AbortSignal): AsyncIterable<CheckpointSummary> {
  for await (const checkpoint of checkpoints) {
    signal.throwIfAborted();
    yield checkpoint;
  }
}
