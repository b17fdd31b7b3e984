import { isKarborError } from '@karbor/plugin-sdk';
import type { TaskFlow } from '@karbor/core';
import { isCut } from '../doors/trouble.js';
import type { TroubleKind } from '../doors/trouble.js';
import { epochsOf } from '../world/bank-state.js';
import type { ProviderProcess } from '../world/provider-process.js';
import { hasRestoredServer } from '../world/restored-copy.js';
import { runFlow } from '../world/run-flow.js';
import { deleteCheckpoint } from './delete-checkpoint.js';
import { begin } from './subject.js';
import type { Subject } from './subject.js';
import { sweepOperations } from './sweep-operations.js';

/** How an operation that went wrong was brought to its end. */
export interface GoneOn {
  readonly how: 'resumed' | 'had ended' | 'begun anew';
  /** Of a protect: the checkpoint that is good now. */
  readonly checkpointId: string;
  readonly problems: readonly string[];
}

/** Codes that say that there is nothing to go on with. */
const nothing = ['KARBOR_CHECKPOINT_NOT_FOUND', 'KARBOR_NOTHING_TO_RESUME', 'KARBOR_OPERATION_NOT_FOUND', 'KARBOR_CHECKPOINT_STATUS'] as const;

/** Resumes an operation; where nothing had begun, begins it anew. `flow` is missing when it did not come so far. */
export async function goOn(subject: Subject, process: ProviderProcess, flow: TaskFlow | undefined, kind: TroubleKind): Promise<GoneOn> {
  if (!flow) return await beginAnew(subject, process);
  const { checkpointId } = flow;
  const request = subject.operation === 'restore' ? { operationId: flow.operationId } : { checkpointId };
  const hadRecords = hasRecords(subject, await subject.bank.keys(), flow);
  const resumed = flowToGoOn(await process.provider.resume(request, process.context).catch(asThrown));
  if (!resumed) {
    if (await hadEnded(subject, process, checkpointId)) return { how: 'had ended', checkpointId, problems: await sweepOperations(process) };
    const anew = await beginAnew(subject, process, checkpointId);
    const isLost = isCut(kind) && hadRecords;
    return isLost ? { ...anew, problems: [...anew.problems, 'the bank told of it, and it could not be resumed'] } : anew;
  }
  const failure = await runFlow(resumed);
  return { how: 'resumed', checkpointId, problems: failure ? [`the resume failed: ${failure.message}`] : [] };
}

/** Whether the bank tells of an operation what it was to do. */
export function hasRecords(
  { operation, keysBefore }: Pick<Subject, 'operation' | 'keysBefore'>,
  keys: readonly string[],
  { operationId, checkpointId }: Pick<TaskFlow, 'operationId' | 'checkpointId'>,
): boolean {
  if (operation === 'restore') return keys.some((key) => key.startsWith(`operations/${operationId}/journal/`));
  return epochsOf(keys, checkpointId) > epochsOf(keysBefore, checkpointId);
}

/** `undefined` when there is nothing to go on with. */
function flowToGoOn(flow: TaskFlow | { readonly thrown: unknown }): TaskFlow | undefined {
  if (!('thrown' in flow)) return flow;
  if (nothing.some((code) => isKarborError(flow.thrown, code))) return undefined;
  throw flow.thrown;
}

const asThrown = (thrown: unknown) => ({ thrown });

/** Whether all was done when it went wrong. */
export async function hadEnded({ operation, small, before }: Subject, process: ProviderProcess, checkpointId: string): Promise<boolean> {
  if (operation === 'restore') return hasRestoredServer(small, before);
  const wanted = operation === 'delete' ? 'deleted' : 'available';
  return (await process.provider.checkpoints.show(process.context, checkpointId).catch(() => undefined))?.status === wanted;
}

/** Releases what is left, and begins once more; what was made in vain is deleted. */
async function beginAnew(subject: Subject, process: ProviderProcess, oldId?: string): Promise<GoneOn> {
  const problems = [...(await sweepOperations(process))];
  if (subject.operation === 'protect' && oldId !== undefined) problems.push(...(await deleteCheckpoint(process, oldId)));
  const flow = await begin(subject, process);
  const failure = await runFlow(flow);
  if (failure) problems.push(`beginning anew failed: ${failure.message}`);
  return { how: 'begun anew', checkpointId: flow.checkpointId, problems };
}
