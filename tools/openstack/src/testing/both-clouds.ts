import { CloudError } from '../cloud-error.js';

export interface Reports {
  /** For whoever reads what was left out. */
  readonly say: (line: string) => void;
  readonly log: (line: string) => void;
}

/** Runs the suites of a cloud with real guests or without, and gives the names of those that failed. */
export type TestOn = (guests: boolean) => Promise<readonly string[]>;

/**
 * Runs the suites of the plain cloud, then those of real guests. Gives whether all passed, and names those that did not in any
 * case, also when it throws. Where real guests cannot run it says so.
 *
 * Throws what `testOn` throws; so `CLOUD_CANNOT_RUN` means that the plain cloud cannot run.
 */
export async function testOnBothClouds(testOn: TestOn, { say, log }: Reports): Promise<boolean> {
  const failed: string[] = [];
  try {
    failed.push(...(await testOn(false)));
    failed.push(...(await testOn(true).catch((error: unknown) => skipped(error, say))));
  } finally {
    for (const name of failed) log(`FAILED: ${name}`);
  }
  return failed.length === 0;
}

function skipped(error: unknown, say: Reports['say']): readonly string[] {
  if (!(error instanceof CloudError && error.code === 'CLOUD_CANNOT_RUN')) throw error;
  say(`SKIPPED: real guests: ${error.message}`);
  return [];
}
