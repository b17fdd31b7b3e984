import type { ProtectionProvider, TaskFlow, UnfinishedOperation } from '@karbor/core';
import { isKarborError } from '@karbor/plugin-sdk';
import type { Context } from '@karbor/plugin-sdk';
import type { Invocation } from '../invocation.js';
import { partsOf } from '../operation/partial-outcome.js';
import { runFlow } from '../operation/run-flow.js';
import { whileWaiting } from '../operation/while-waiting.js';
import type { Swept } from './sweep-report.js';
import type { SweepSettings } from './sweep.js';

/** Releases one operation, or goes on with it. Rejects only when the command is to stop. */
export async function sweepOne(
  invocation: Invocation,
  settings: SweepSettings,
  provider: ProtectionProvider,
  context: Context,
  operation: UnfinishedOperation,
): Promise<Swept> {
  const begin = { invocation, provider, context, operation };
  try {
    // What has ended is not begun again: only what it left is released.
    const resumed = settings.resume && operation.state === 'running' ? await resumeFlow(begin) : undefined;
    const flow = resumed ?? (await provider.operations.release(operation.operationId, context, whileWaiting(invocation)));
    if (!flow) return { operation, status: 'released' };
    const { error } = await runFlow(flow, invocation, settings);
    invocation.signal.throwIfAborted();
    if (error === undefined) return { operation, status: resumed ? 'resumed' : 'released' };
    return { operation, status: partsOf(error) ? 'partial' : 'failed', error };
  } catch (error) {
    invocation.signal.throwIfAborted();
    if (isKarborError(error, 'KARBOR_OPERATION_RUNNING')) return { operation, status: 'running' };
    // It has no entry any more: another sweep was quicker.
    if (isKarborError(error, 'KARBOR_OPERATION_NOT_FOUND')) return { operation, status: 'released' };
    return { operation, status: 'failed', error };
  }
}

interface Begin {
  readonly invocation: Invocation;
  readonly provider: ProtectionProvider;
  readonly context: Context;
  readonly operation: UnfinishedOperation;
}

/** `undefined` when there is nothing to go on with: it had not done anything yet, or what it went on with has ended. */
async function resumeFlow({ invocation, provider, context, operation }: Begin): Promise<TaskFlow | undefined> {
  try {
    return await provider.resume({ operationId: operation.operationId }, context, whileWaiting(invocation));
  } catch (error) {
    if (isKarborError(error, 'KARBOR_NOTHING_TO_RESUME') || isKarborError(error, 'KARBOR_OPERATION_NOT_FOUND')) return undefined;
    throw error;
  }
}
