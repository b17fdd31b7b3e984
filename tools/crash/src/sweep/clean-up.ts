import { keyDifferences, operationsLeft, strayObjects } from '../world/bank-state.js';
import { cloudState, differences, differencesBesidesSnapshots } from '../world/cloud-state.js';
import type { ProviderProcess } from '../world/provider-process.js';
import { hasRestoredServer, removeRestored, restoredProblems } from '../world/restored-copy.js';
import { deleteCheckpoint } from './delete-checkpoint.js';
import { generationsOf } from './subject.js';
import type { Subject } from './subject.js';
import { sweepOperations } from './sweep-operations.js';

/** Sweeps, and deletes what there is of the checkpoint: the cloud and the bank hold nothing of it then. */
export async function cleanUp(subject: Subject, process: ProviderProcess, checkpointId: string | undefined): Promise<readonly string[]> {
  const { operation, small, bank, before, keysBefore } = subject;
  const problems = [...(await sweepOperations(process))];
  if (operation === 'restore' && hasRestoredServer(small, before)) {
    // It had ended before it went wrong.
    problems.push(...(await restoredProblems(small, before, generationsOf(subject))));
    await removeRestored(small, before);
  }
  const after = await cloudState(small);
  // Until they are deleted, checkpoints of these have snapshots.
  const hasSnapshots = operation === 'delete' || operation === 'retry';
  problems.push(...(hasSnapshots ? differencesBesidesSnapshots(before, after) : differences(before, after)));
  const keys = await bank.keys();
  if (operation === 'restore') return [...problems, ...keyDifferences(keysBefore, keys)];
  problems.push(...operationsLeft(keys));
  if (checkpointId !== undefined) problems.push(...(await deleteCheckpoint(process, checkpointId)));
  return [...problems, ...differences(before, await cloudState(small)), ...strayObjects(await bank.keys())];
}
