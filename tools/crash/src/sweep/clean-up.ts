import { operationsLeft, deletedLeft } from '../world/bank-state.js';
import { cloudState, differences } from '../world/cloud-state.js';
import type { CloudState } from '../world/cloud-state.js';
import type { ProviderProcess } from '../world/provider-process.js';
import { hasRestoredServer, removeRestored, restoredProblems } from '../world/restored-server.js';
import { runFlow } from '../world/run-flow.js';
import type { Subject } from './subject.js';
import { sweepOperations } from './sweep-operations.js';

/** Sweeps, and deletes what there is of the checkpoint: the cloud and the bank hold nothing of it then. */
export async function cleanUp(
  subject: Subject,
  process: ProviderProcess,
  checkpointId: string | undefined,
  before: CloudState,
): Promise<readonly string[]> {
  const { operation, small, bank } = subject;
  const problems = [...(await sweepOperations(process))];
  if (operation === 'restore' && hasRestoredServer(small, before)) {
    // It had ended before it went wrong.
    problems.push(...(await restoredProblems(small, before)));
    await removeRestored(small, before);
  }
  if (operation !== 'delete') problems.push(...differences(before, await cloudState(small)));
  problems.push(...operationsLeft(await bank.keys()));
  if (operation === 'restore' || checkpointId === undefined) return problems;
  problems.push(...(await deleteProblems(process, checkpointId)));
  problems.push(...differences(before, await cloudState(small)));
  const keys = await bank.keys();
  return [...problems, ...operationsLeft(keys), ...deletedLeft(keys, checkpointId)];
}

async function deleteProblems({ provider, context }: ProviderProcess, checkpointId: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { id, status } of provider.checkpoints.list(context)) if (id === checkpointId) found.push(status);
  const [status] = found;
  if (status === undefined || status === 'deleted') return [];
  if (status === 'protecting' || status === 'deleting') return [`the checkpoint is ${status} after a sweep`];
  const failure = await runFlow(await provider.delete({ checkpointId }, context));
  return failure ? [`its delete failed: ${failure.message}`] : [];
}
