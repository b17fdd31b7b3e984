import type { ProviderProcess } from '../world/provider-process.js';
import { runFlow } from '../world/run-flow.js';

/** Deletes a checkpoint when it is listed. After a sweep nobody is at it. Gives what went wrong. */
export async function deleteCheckpoint({ provider, context }: ProviderProcess, checkpointId: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { id, status } of provider.checkpoints.list(context)) if (id === checkpointId) found.push(status);
  const [status] = found;
  if (status === undefined || status === 'deleted') return [];
  if (status === 'protecting' || status === 'deleting') return [`the checkpoint is ${status} after a sweep`];
  const failure = await runFlow(await provider.delete({ checkpointId }, context));
  return failure ? [`its delete failed: ${failure.message}`] : [];
}
