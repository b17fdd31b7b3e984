import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { CloudError } from '../cloud-error.js';
import { identify } from './process-identity.js';
import type { ProcessRecords } from './process-records.js';

export interface Launch {
  readonly name: string;
  readonly command: readonly [program: string, ...args: string[]];
  /** All of it: nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  /** Gets what the process prints. */
  readonly logFile: string;
  readonly workingFolder: string;
}

/** Starts a process as the leader of its own session and group, so that it can outlive this one, and records it. */
export async function startProcess(launch: Launch, records: ProcessRecords): Promise<ChildProcess> {
  const { name, command, environment, logFile, workingFolder } = launch;
  const [program, ...args] = command;
  const log = openSync(logFile, 'a', 0o600);
  try {
    const child = spawn(program, args, { cwd: workingFolder, env: environment, detached: true, stdio: ['ignore', log, log] });
    // `undefined` when it could not be started: an event says why.
    const identity = child.pid === undefined ? undefined : identify(child.pid);
    if (identity) records.write({ ...identity, name, startedAt: Date.now() });
    await once(child, 'spawn');
    return child;
  } catch (error) {
    throw new CloudError('CLOUD_SERVICE_FAILED', `${name} could not be started (${program}).`, { cause: error });
  } finally {
    closeSync(log);
  }
}
