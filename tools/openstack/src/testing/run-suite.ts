import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Suite } from './suites.js';

const workspace = fileURLToPath(new URL('../../../..', import.meta.url));
const vitest = join(workspace, 'node_modules', 'vitest', 'vitest.mjs');

/** Gives whether all of its tests passed. Aborting ends it. */
export async function runSuite(suite: Suite, environment: Readonly<Record<string, string>>, signal: AbortSignal): Promise<boolean> {
  const child = spawn(process.execPath, [vitest, 'run', ...suite.arguments], {
    cwd: join(workspace, suite.folder),
    env: { ...process.env, ...environment, ...suite.environment },
    stdio: ['ignore', 'inherit', 'inherit'],
    signal,
  });
  try {
    const [status] = (await once(child, 'exit')) as [number | null];
    return status === 0;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
