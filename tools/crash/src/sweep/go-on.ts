import { isKarborError } from '@karbor/plugin-sdk';
import type { TaskFlow } from '@karbor/core';
import type { TroubleKind } from '../doors/trouble.js';
import type { ProviderProcess } from '../world/provider-process.js';
import { hasRestoredServer } from '../world/restored-server.js';
import type { CloudState } from '../world/cloud-state.js';
import { runFlow } from '../world/run-flow.js';
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

export interface WentWrong {
  readonly kind: TroubleKind;
  /** Missing when it did not come so far. */
  readonly flow: TaskFlow | undefined;
  readonly before: CloudState;
}

/** Codes that say that there is nothing to go on with. */
const nothing = ['KARBOR_CHECKPOINT_NOT_FOUND', 'KARBOR_NOTHING_TO_RESUME', 'KARBOR_OPERATION_NOT_FOUND', 'KARBOR_CHECKPOINT_STATUS'] as const;

/** Resumes an operation; where nothing had begun, begins it anew. */
export async function goOn(
  subject: Subject,
  process: ProviderProcess,
  { flow, kind, before }: WentWrong,
): Promise<GoneOn> {
  if (!flow) return await beginAnew(subject, process);
  const { checkpointId } = flow;
  const request = subject.operation === 'restore' ? { operationId: flow.operationId } : { checkpointId };
  const resume = async () => flowToGoOn(await process.provider.resume(request, process.context).catch(asThrown));
  const resumed = await resume();
  if (!resumed) {
    if (!(await hadEnded(subject, process, checkpointId, before))) return await beginAnew(subject, process);
    return { how: 'had ended', checkpointId, problems: await sweepOperations(process) };
  }
  let failure = await runFlow(resumed);
  if (failure && kind === 'gone') {
    // What a bank that was gone could not be told is found missing, and then made anew.
    const again = await resume();
    if (!again) return await beginAnew(subject, process);
    failure = await runFlow(again);
  }
  return { how: 'resumed', checkpointId, problems: failure ? [`the resume failed: ${failure.message}`] : [] };
}

/** `undefined` when there is nothing to go on with. */
function flowToGoOn(flow: TaskFlow | { readonly thrown: unknown }): TaskFlow | undefined {
  if (!('thrown' in flow)) return flow;
  if (nothing.some((code) => isKarborError(flow.thrown, code))) return undefined;
  throw flow.thrown;
}

const asThrown = (thrown: unknown) => ({ thrown });

/** Whether all was done when it went wrong. */
export async function hadEnded({ operation, small }: Subject, process: ProviderProcess, id: string, before: CloudState): Promise<boolean> {
  if (operation === 'restore') return hasRestoredServer(small, before);
  const wanted = operation === 'protect' ? 'available' : 'deleted';
  return (await process.provider.checkpoints.show(process.context, id).catch(() => undefined))?.status === wanted;
}

/** Releases what is left, and begins once more. */
export async function beginAnew(subject: Subject, process: ProviderProcess): Promise<GoneOn> {
  const problems = [...(await sweepOperations(process))];
  const flow = await begin(subject, process);
  const failure = await runFlow(flow);
  if (failure) problems.push(`beginning anew failed: ${failure.message}`);
  return { how: 'begun anew', checkpointId: flow.checkpointId, problems };
}
