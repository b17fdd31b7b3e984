import { CloudError } from '../cloud-error.js';

/** 2: a wrong argument, 3: it cannot run on this machine, 130: interrupted, 1: all else. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CloudError) {
    if (error.code === 'CLOUD_ARGUMENT') return 2;
    return error.code === 'CLOUD_CANNOT_RUN' ? 3 : 1;
  }
  return error instanceof Error && error.name === 'AbortError' ? 130 : 1;
}
