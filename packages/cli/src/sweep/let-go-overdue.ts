import type { ProtectionProvider, ThawedEffect, UnfinishedOperation } from '@karbor/core';
import { isKarborError } from '@karbor/plugin-sdk';
import type { Context } from '@karbor/plugin-sdk';
import type { Invocation } from '../invocation.js';
import { untilStopped } from '../until-stopped.js';

/** What came of letting go what an operation may hold no longer. */
export interface LetGo {
  readonly thawed: readonly ThawedEffect[];
  /** Why something of it still stands still. */
  readonly error?: unknown;
}

/** Lets go what an operation may hold no longer, whoever works on it. Rejects only when the command is to stop. */
export async function letGoOverdue(
  { signal }: Invocation,
  { operations }: ProtectionProvider,
  context: Context,
  { operationId, effects }: UnfinishedOperation,
): Promise<LetGo> {
  if (effects.length === 0) return { thawed: [] };
  try {
    return { thawed: await untilStopped(signal, operations.thaw(operationId, context, { onlyOverdue: true })) };
  } catch (error) {
    signal.throwIfAborted();
    // It has ended meanwhile.
    return isKarborError(error, 'KARBOR_OPERATION_NOT_FOUND') ? { thawed: [] } : { thawed: [], error };
  }
}
