import type { UnfinishedOperation } from '@karbor/core';
import type { ProviderProcess } from '../world/provider-process.js';
import { runFlow } from '../world/run-flow.js';

export async function unfinished({ provider, context }: ProviderProcess): Promise<readonly UnfinishedOperation[]> {
  const found: UnfinishedOperation[] = [];
  for await (const one of provider.operations.list(context)) found.push(one);
  return found;
}

/** Releases what all operations have left, as a sweep does. Gives what went wrong. */
export async function sweepOperations(process: ProviderProcess): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const { operationId, operation } of await unfinished(process)) {
    const flow = await process.provider.operations.release(operationId, process.context);
    const failure = flow && (await runFlow(flow));
    if (failure) problems.push(`the release of the ${operation} failed: ${failure.message}`);
  }
  for (const { operation, state } of await unfinished(process)) problems.push(`a ${operation} is listed as ${state} after a sweep`);
  return problems;
}
