import { CloudError } from '../cloud-error.js';
import { doSideBySide } from './side-by-side.js';
import type { Suite } from './suites.js';

export interface SuiteRunner {
  /** Runs a suite, and gives whether all of its tests passed. `isAlone`: whether nothing runs beside it. */
  readonly run: (suite: Suite, isAlone: boolean) => Promise<boolean>;
  /** Ends all. */
  readonly signal: AbortSignal;
  /** For whoever reads what was left out. */
  readonly say: (line: string) => void;
  readonly log: (line: string) => void;
}

/**
 * Runs suites, side by side where they say so. Gives whether all passed, and names those that did not; one that throws hides no
 * other. Real guests that cannot run are skipped, and it says so. Throws when it is ended.
 */
export async function runSuites(suites: readonly Suite[], { run, signal, say, log }: SuiteRunner): Promise<boolean> {
  const failed: string[] = [];
  await doSideBySide(suites, async (suite, isAlone) => {
    log(`Running: ${suite.name}`);
    try {
      if (!(await run(suite, isAlone))) failed.push(suite.name);
    } catch (error) {
      signal.throwIfAborted();
      const message = error instanceof Error ? error.message : String(error);
      const cannotRun = suite.guests === true && error instanceof CloudError && error.code === 'CLOUD_CANNOT_RUN';
      if (cannotRun) say(`SKIPPED: real guests: ${message}`);
      else failed.push(`${suite.name}: ${message}`);
    }
  });
  for (const name of failed) log(`FAILED: ${name}`);
  return failed.length === 0;
}
