import type { ResumeRequest } from '@karbor/core';
import type { OperationName } from '@karbor/plugin-sdk';
import type { Invocation } from '../invocation.js';
import { usageError } from '../settings/usage-error.js';
import type { RunSettings } from './run-flow.js';
import { runOperation } from './run-operation.js';
import { whileWaiting } from './while-waiting.js';

type What = { readonly checkpointId: string } | { readonly operationId: string };

/** Goes on with an operation that was cut off. With `only`, another one than that is refused. */
export async function resumeOperation(
  invocation: Invocation,
  settings: RunSettings & { readonly wait?: true },
  what: What,
  only?: OperationName,
): Promise<void> {
  const request: ResumeRequest = { ...what, wait: settings.wait ?? false };
  await runOperation(invocation, settings, async (provider, context) => {
    const flow = await provider.resume(request, context, whileWaiting(invocation));
    const { operation, checkpointId } = flow;
    if (only === undefined || operation === only) return flow;
    const resume = operation === 'protect' || operation === 'delete' ? `karbor checkpoint resume ${checkpointId}` : 'karbor sweep --resume';
    throw usageError(`What was cut off is the ${operation} of checkpoint ${checkpointId}: go on with it with "${resume}".`);
  });
}
