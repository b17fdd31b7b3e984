import type { Checkpoint } from '@karbor/core';
import { resourceKey } from '@karbor/plugin-sdk';
import type { Invocation } from '../invocation.js';
import { withProvider } from '../open-provider.js';
import { print } from '../output/print.js';
import { oneLine } from '../output/printable.js';
import { fields, table } from '../output/table.js';
import { bytes } from '../output/units.js';
import type { CommonSettings } from '../settings/common-settings.js';
import { untilStopped } from '../until-stopped.js';

export async function showCheckpoint(invocation: Invocation, settings: CommonSettings, id: string): Promise<void> {
  await withProvider(invocation, settings, async ({ checkpoints }, context) => {
    const checkpoint = await untilStopped(invocation.signal, checkpoints.show(context, id));
    await print(invocation, settings, checkpoint, () => checkpointText(checkpoint));
  });
}

function checkpointText(checkpoint: Checkpoint): string {
  const { id, status, planName, projectId, createdAt, endedAt, size, errors, resources } = checkpoint;
  const about = fields([
    ...([['id', id], ['status', status], ['plan', planName], ['project', projectId]] as const),
    ...([['created', createdAt.toISOString()], ['ended', endedAt?.toISOString() ?? ''], ['size', bytes(size)]] as const),
    ...errors.map(({ code, message }) => ['error', `${oneLine(message)} [${code}]`] as const),
  ]);
  const rows = resources.map((resource) => [
    ...[resourceKey(resource), resource.name],
    bytes(resource.objects.reduce((sum, object) => sum + object.size, 0)),
  ]);
  return rows.length === 0 ? about : `${about}\n${table(['RESOURCE', 'NAME', 'STORED'], rows)}`;
}
