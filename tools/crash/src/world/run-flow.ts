import { Executor } from '@karbor/core';
import type { TaskFlow } from '@karbor/core';
import { lastValueFrom } from 'rxjs';

/** Runs a flow to its end. Gives what it failed with. */
export async function runFlow(flow: TaskFlow): Promise<Error | undefined> {
  try {
    await lastValueFrom(new Executor().run(flow));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
