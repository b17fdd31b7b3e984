import { CallGate } from '../doors/call-gate.js';
import { dataObjects, deletedLeft, operationsLeft } from '../world/bank-state.js';
import { cloudState, differences } from '../world/cloud-state.js';
import type { CloudState } from '../world/cloud-state.js';
import { ProviderProcess } from '../world/provider-process.js';
import { removeRestored, restoredProblems } from '../world/restored-server.js';
import { runFlow } from '../world/run-flow.js';
import { begin } from './subject.js';
import type { Subject } from './subject.js';

/** What a result is compared with. */
export interface Expected {
  readonly before: CloudState;
  /** How many objects hold the data of an undisturbed checkpoint. */
  readonly dataObjects: number;
}

/** Whether an operation that has ended well, in whatever way, has done what it was to do, and left nothing. */
export async function resultProblems(subject: Subject, checkpointId: string, expected: Expected): Promise<readonly string[]> {
  const { operation, small, bank } = subject;
  const { before } = expected;
  const problems: string[] = [];
  if (operation === 'restore') {
    problems.push(...(await restoredProblems(small, before)));
    await removeRestored(small, before);
  }
  problems.push(...differences(before, await cloudState(small)));
  const keys = await bank.keys();
  problems.push(...operationsLeft(keys));
  if (operation === 'delete') problems.push(...deletedLeft(keys, checkpointId));
  if (operation !== 'protect') return problems;
  const data = dataObjects(keys, checkpointId);
  if (data !== expected.dataObjects) problems.push(`the checkpoint has ${data} objects of data, not ${expected.dataObjects}`);
  return [...problems, ...(await checkpointProblems(subject, checkpointId, before))];
}

/** Restores a checkpoint and compares. */
async function checkpointProblems({ small, bank }: Subject, checkpointId: string, before: CloudState): Promise<readonly string[]> {
  const process = await ProviderProcess.start(small, bank.plugin, new CallGate());
  try {
    const { status } = await process.provider.checkpoints.show(process.context, checkpointId);
    if (status !== 'available') return [`the checkpoint is ${status}`];
    const failure = await runFlow(await begin({ operation: 'restore', small, bank, checkpointId }, process));
    if (failure) return [`its restore failed: ${failure.message}`];
    const problems = await restoredProblems(small, before);
    await removeRestored(small, before);
    return problems;
  } finally {
    await process.end();
  }
}
