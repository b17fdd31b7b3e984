import { isKarborError } from '@karbor/plugin-sdk';
import type { TaskFlow } from '@karbor/core';
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

/** Codes that say that there is nothing to go on with. */
const nothing = ['KARBOR_CHECKPOINT_NOT_FOUND', 'KARBOR_NOTHING_TO_RESUME', 'KARBOR_OPERATION_NOT_FOUND'] as const;

/** Resumes an operation; where nothing had begun, begins it anew. */
export async function goOn(
  subject: Subject,
  process: ProviderProcess,
  flow: TaskFlow | undefined,
  before: CloudState,
): Promise<GoneOn> {
  if (!flow) return await beginAnew(subject, process);
  const { checkpointId } = flow;
  const request = subject.operation === 'restore' ? { operationId: flow.operationId } : { checkpointId };
  let resumed: TaskFlow;
  try {
    resumed = await process.provider.resume(request, process.context);
  } catch (error) {
    const code = isKarborError(error) ? error.code : '';
    if (code === 'KARBOR_CHECKPOINT_STATUS') return { how: 'had ended', checkpointId, problems: await sweepOperations(process) };
    if (!nothing.some((one) => one === code)) throw error;
    const hadEnded = subject.operation === 'restore' && code === 'KARBOR_OPERATION_NOT_FOUND' && hasRestoredServer(subject.small, before);
    if (hadEnded) return { how: 'had ended', checkpointId, problems: await sweepOperations(process) };
    return await beginAnew(subject, process);
  }
  const failure = await runFlow(resumed);
  return { how: 'resumed', checkpointId, problems: failure ? [`the resume failed: ${failure.message}`] : [] };
}

/** Releases what is left, and begins once more. */
export async function beginAnew(subject: Subject, process: ProviderProcess): Promise<GoneOn> {
  const problems = [...(await sweepOperations(process))];
  const flow = await begin(subject, process);
  const failure = await runFlow(flow);
  if (failure) problems.push(`beginning anew failed: ${failure.message}`);
  return { how: 'begun anew', checkpointId: flow.checkpointId, problems };
}
