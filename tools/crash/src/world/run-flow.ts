import { Executor } from '@karbor/core';
import type { ExecutorPolicy, TaskFlow } from '@karbor/core';
import { lastValueFrom } from 'rxjs';

/** Runs a flow to its end. Gives what it failed with, in whole or in part. */
export async function runFlow(flow: TaskFlow, policy?: ExecutorPolicy): Promise<Error | undefined> {
  try {
    await lastValueFrom(new Executor(policy).run(flow));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
