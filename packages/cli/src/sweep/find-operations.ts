import type { ProtectionProvider, UnfinishedOperation } from '@karbor/core';
import { KarborError } from '@karbor/plugin-sdk';
import type { Context } from '@karbor/plugin-sdk';

export interface FoundOperations {
  /** Of the project. */
  readonly operations: readonly UnfinishedOperation[];
  /** How many there are of other projects. */
  readonly others: number;
}

/** With `only`, that one alone. @throws KarborError `KARBOR_OPERATION_NOT_FOUND` when it is not there */
export async function findOperations(
  { operations: all }: ProtectionProvider,
  context: Context,
  only: string | undefined,
): Promise<FoundOperations> {
  const operations: UnfinishedOperation[] = [];
  for await (const one of all.list(context)) if (only === undefined || one.operationId === only) operations.push(one);
  const others = await all.countOthers(context);
  if (only === undefined || operations.length > 0) return { operations, others };
  throw new KarborError('KARBOR_OPERATION_NOT_FOUND', `There is no operation ${JSON.stringify(only)} that runs or was cut off.`);
}
