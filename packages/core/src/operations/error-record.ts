import { isKarborError } from '@karbor/plugin-sdk';

/** What a checkpoint keeps of an error: code and message, no stack, no secrets. */
export interface ErrorRecord {
  readonly code: string;
  readonly message: string;
}

export function errorRecord(error: Error): ErrorRecord {
  return { code: isKarborError(error) ? error.code : codeOf(error), message: error.message };
}

/** Errors of services carry codes of their own. */
function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : 'KARBOR_UNKNOWN';
}
