import { KarborError, parseResourceKey } from '@karbor/plugin-sdk';
import type { Context } from '@karbor/plugin-sdk';
import { readCheckpoint } from '../checkpoint/read-checkpoint.js';
import type { CheckpointState } from '../checkpoint/read-checkpoint.js';
import type { TaskFlow } from '../flow/task-flow.js';
import type { DeleteRequest, ParametersByResource, ResumeRequest, WaitOptions } from '../provider/protection-provider.js';
import { nameOf, openEpochs, requireGone } from './abandoned.js';
import { checkpointHistory } from './checkpoint-history.js';
import { asInEntry, requireOwn } from './checkpoint-owner.js';
import { deleteFlow } from './delete.js';
import { hasEnded } from './operation-area.js';
import { operationHistory } from './operation-history.js';
import type { ProviderRuntime } from './provider-runtime.js';
import { readCheckpointFlow } from './read-checkpoint-flow.js';
import { resumeProtectFlow } from './resume-protect.js';

/** The flow that goes on with an operation that nobody works on any more. */
export async function resumeFlow(
  runtime: ProviderRuntime,
  request: ResumeRequest,
  context: Context,
  options: WaitOptions,
): Promise<TaskFlow> {
  if ('operationId' in request) return await resumeOperation(runtime, request, context, options);
  const { bank, provider } = runtime;
  const { checkpointId } = request;
  requireOwn(context);
  const owner = { projectId: context.projectId, providerId: provider.id };
  const state = await readCheckpoint(bank, checkpointId, owner);
  await requireAbandoned(runtime, state, options);
  switch (state.status) {
    case 'protecting':
    case 'error':
    case 'partial':
      return await resumeProtectFlow(runtime, state, context, { ...request, signal: options.signal });
    case 'deleting':
    case 'error-deleting':
      return await deleteFlow(runtime, { ...request, cancel: true, ...(await parametersOf(runtime, state)) }, context, options);
    default: {
      const message = `Checkpoint ${checkpointId} is ${state.status}: there is nothing to go on with.`;
      const details = { checkpointId, status: state.status };
      throw new KarborError('KARBOR_CHECKPOINT_STATUS', message, { details });
    }
  }
}

/** @throws KarborError `KARBOR_OPERATION_RUNNING` while somebody works on the checkpoint */
async function requireAbandoned({ bank, owners }: ProviderRuntime, state: CheckpointState, options: WaitOptions): Promise<void> {
  const watching = { ...options, watch: owners };
  for (const { claim, owner } of await openEpochs(bank, state)) await requireGone(bank, owner, nameOf(claim), watching);
}

/** What the delete that is gone on with was given. */
async function parametersOf({ bank, provider }: ProviderRuntime, state: CheckpointState): Promise<Pick<DeleteRequest, 'parameters'>> {
  const { planned } = await checkpointHistory(bank, state, { operation: 'delete', tolerate: provider.log });
  return planned ? { parameters: planned.parameters as ParametersByResource } : {};
}

async function resumeOperation(
  runtime: ProviderRuntime,
  { operationId, wait }: Extract<ResumeRequest, { readonly operationId: string }>,
  asking: Context,
  options: WaitOptions,
): Promise<TaskFlow> {
  const { bank, provider, owners } = runtime;
  const history = await operationHistory(bank, operationId, { projectId: asking.projectId, providerId: provider.id });
  const { entry, operationIds, read } = history;
  const context = asInEntry(asking, entry);
  if (entry.operation === 'protect' || entry.operation === 'delete') {
    return await resumeFlow(runtime, { checkpointId: entry.checkpointId, ...(wait !== undefined && { wait }) }, context, options);
  }
  await requireGone(bank, entry.owner, `Operation ${operationId}`, { ...options, watch: owners });
  if (await hasEnded(bank, entry.operationId)) throw nothingLeft(operationId, 'has ended: only its records are left, for a sweep');
  const replayed = await read();
  const { planned } = replayed;
  if (!planned) throw nothingLeft(operationId, 'was cut off before anything was done, or just after it had ended: look what there is, and begin it anew');
  const again = {
    ...{ checkpointId: entry.checkpointId, parameters: planned.parameters as ParametersByResource },
    ...(planned.selection && { resources: planned.selection.map(parseResourceKey) }),
    ...(wait !== undefined && { wait }),
  };
  return await readCheckpointFlow(entry.operation, runtime, again, context, options, { operationIds, replayed, read });
}

function nothingLeft(operationId: string, why: string): KarborError {
  return new KarborError('KARBOR_NOTHING_TO_RESUME', `Operation ${operationId} ${why}.`, { details: { operationId } });
}
