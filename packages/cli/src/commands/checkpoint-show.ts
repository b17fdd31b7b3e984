import type { Checkpoint, CheckpointResource } from '@karbor/core';
import { resourceKey } from '@karbor/plugin-sdk';
import type { Invocation } from '../invocation.js';
import { withProvider } from '../open-provider.js';
import { print } from '../output/print.js';
import { oneLine } from '../output/printable.js';
import { fields, table } from '../output/table.js';
import { bytes, duration } from '../output/units.js';
import type { FromProjectSettings } from '../settings/from-project.js';
import { untilStopped } from '../until-stopped.js';

export async function showCheckpoint(invocation: Invocation, settings: FromProjectSettings, id: string): Promise<void> {
  await withProvider(invocation, settings, async ({ checkpoints }, context) => {
    const checkpoint = await untilStopped(invocation.signal, checkpoints.show(context, id));
    await print(invocation, settings, checkpoint, () => checkpointText(checkpoint));
  });
}

function checkpointText(checkpoint: Checkpoint): string {
  const { id, status, planName, projectId, createdAt, endedAt, size, errors, frozenMs = {}, resources } = checkpoint;
  const about = fields([
    ...([['id', id], ['status', status], ['plan', planName], ['project', projectId]] as const),
    ...([['created', createdAt.toISOString()], ['ended', endedAt?.toISOString() ?? ''], ['size', bytes(size)]] as const),
    ...errors.map(({ code, message }) => ['error', `${oneLine(message)} [${code}]`] as const),
    ...Object.entries(frozenMs).map(([key, ms]) => ['stood still', `${key}, for ${duration(ms)}`] as const),
  ]);
  if (resources.length === 0) return about;
  const columns = columnsFor(checkpoint);
  const rows = resources.map((resource) => columns.map(([, cell]) => cell(resource)));
  return `${about}\n${table(columns.map(([heading]) => heading), rows)}`;
}

type Column = readonly [heading: string, cell: (resource: CheckpointResource) => string];

/** What there is nothing to say about gets no column. */
function columnsFor({ status, resources }: Checkpoint): readonly Column[] {
  const columns: Column[] = [
    ['RESOURCE', resourceKey],
    ['NAME', ({ name }) => name],
    ['STORED', ({ objects }) => bytes(objects.reduce((sum, object) => sum + object.size, 0))],
  ];
  if (resources.some(({ frozenMs }) => frozenMs !== undefined)) {
    columns.push(['STOOD STILL', ({ frozenMs }) => (frozenMs === undefined ? '' : duration(frozenMs))]);
  }
  if (resources.some(({ notQuiesced }) => notQuiesced !== undefined)) {
    columns.push(['NOT OF ONE INSTANT', ({ notQuiesced }) => (notQuiesced ? `${notQuiesced.join(', ')} ran again too early` : '')]);
  }
  if (status === 'partial') columns.push(['STATE', ({ failed }) => (failed ? `${oneLine(failed.message)} [${failed.code}]` : 'good')]);
  return columns;
}
