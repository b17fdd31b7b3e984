import { CallGate } from '../doors/call-gate.js';
import { dataObjects, keyDifferences, operationsLeft, strayObjects } from '../world/bank-state.js';
import { cloudState, differences, differencesBesidesSnapshots } from '../world/cloud-state.js';
import { ProviderProcess } from '../world/provider-process.js';
import { removeRestored, restoredProblems } from '../world/restored-copy.js';
import { runFlow } from '../world/run-flow.js';
import { generationsOf } from './subject.js';
import type { Subject } from './subject.js';

/** Whether an operation that has ended well, in whatever way, has done what it was to do, and left nothing. */
export async function resultProblems(subject: Subject, checkpointId: string): Promise<readonly string[]> {
  const { operation, small, bank, before, keysBefore } = subject;
  const problems: string[] = [];
  if (operation === 'restore') {
    problems.push(...(await restoredProblems(small, before, generationsOf(subject))));
    await removeRestored(small, before);
  }
  const after = await cloudState(small);
  problems.push(...(operation === 'retry' ? differencesBesidesSnapshots(before, after) : differences(before, after)));
  const keys = await bank.keys();
  switch (operation) {
    case 'restore':
      return [...problems, ...keyDifferences(keysBefore, keys)];
    case 'delete':
      return [...problems, ...strayObjects(keys)];
    case 'protect':
    case 'retry':
      problems.push(...strayObjects(keys, checkpointId), ...dataProblems(subject, keys, checkpointId));
      return [...problems, ...(await checkpointProblems(subject, checkpointId))];
  }
}

function dataProblems({ dataObjects: expected }: Subject, keys: readonly string[], checkpointId: string): readonly string[] {
  const data = dataObjects(keys, checkpointId);
  return data === expected ? [] : [`the checkpoint has ${data} objects of data, not ${expected}`];
}

/** Verifies, restores and deletes a checkpoint, and compares. */
async function checkpointProblems(subject: Subject, checkpointId: string): Promise<readonly string[]> {
  const { small, bank, before } = subject;
  const process = await ProviderProcess.start(small, bank.plugin, new CallGate());
  const { provider, context } = process;
  try {
    const { status } = await provider.checkpoints.show(context, checkpointId);
    if (status !== 'available') return [`the checkpoint is ${status}`];
    const unverified = await runFlow(await provider.verify({ checkpointId }, context));
    if (unverified) return [`it is not verified: ${unverified.message}`];
    const failure = await runFlow(await provider.restore({ checkpointId }, context));
    if (failure) return [`its restore failed: ${failure.message}`];
    // What is the copy of a volume in the cloud is no leak.
    const held = new Map([...(await cloudState(small))].filter(([, item]) => item.startsWith('snapshot ')));
    const problems = [...(await restoredProblems(small, new Map([...before, ...held]), generationsOf(subject)))];
    await removeRestored(small, before);
    const undeleted = await runFlow(await provider.delete({ checkpointId }, context));
    if (undeleted) problems.push(`its delete failed: ${undeleted.message}`);
    const keys = await bank.keys();
    return [...problems, ...differences(before, await cloudState(small)), ...strayObjects(keys), ...operationsLeft(keys)];
  } finally {
    await process.end();
  }
}
