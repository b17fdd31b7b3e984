import { isKarborError } from '@karbor/plugin-sdk';
import { errorChain } from '../output/error-chain.js';

/** The keys of what is not good when an operation was good in part. */
export interface FailedParts {
  readonly failed: readonly string[];
  /** Those that waited for what failed. */
  readonly skipped: readonly string[];
}

/** What an error tells of an operation that was good in part; `undefined` for every other one. */
export function partsOf(error: unknown): FailedParts | undefined {
  for (const one of errorChain(error)) {
    if (!isKarborError(one, 'KARBOR_OPERATION_PARTIAL')) continue;
    const { failed, skipped } = one.details as Partial<FailedParts>;
    return { failed: failed ?? [], skipped: skipped ?? [] };
  }
  return undefined;
}
