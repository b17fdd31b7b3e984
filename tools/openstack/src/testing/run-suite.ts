import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { say } from '../cli/say.js';
import type { Suite } from './suites.js';

const workspace = fileURLToPath(new URL('../../../..', import.meta.url));
const vitest = join(workspace, 'node_modules', 'vitest', 'vitest.mjs');

export interface SuiteRun {
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Before each line that it prints, where others run beside it. */
  readonly label?: string | undefined;
}

/** Gives whether all of its tests passed. Aborting ends it. */
export async function runSuite(suite: Suite, { environment, signal, label }: SuiteRun): Promise<boolean> {
  const output = label === undefined ? 'inherit' : 'pipe';
  const child = spawn(process.execPath, [vitest, 'run', ...suite.arguments], {
    cwd: join(workspace, suite.folder),
    env: { ...process.env, ...environment, ...suite.environment },
    stdio: ['ignore', output, output],
    signal,
  });
  for (const input of [child.stdout, child.stderr]) if (input) createInterface({ input }).on('line', (line) => say(`${label ?? ''}: ${line}`));
  try {
    const [status] = (await once(child, 'close')) as [number | null];
    return status === 0;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
