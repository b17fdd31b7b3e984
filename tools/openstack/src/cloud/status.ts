import { Supervisor } from '../processes/supervisor.js';
import { stateFolders } from '../state/state-folders.js';
import { readRecord } from '../state/state-record.js';
import type { StateOptions } from './options.js';
import { attach } from './running-cloud.js';
import type { Cloud } from './running-cloud.js';

export interface CloudStatus {
  readonly stateDir: string;
  /** `partly`: some of its processes do not run, or its first start was cut off and some do. */
  readonly condition: 'never brought up' | 'down' | 'partly up' | 'up';
  /** By name, those that run. */
  readonly running: ReadonlyMap<string, number>;
  readonly missing: readonly string[];
  /** Unless it never came up. */
  readonly cloud: Cloud | undefined;
}

export function status(options: StateOptions = {}): CloudStatus {
  const folders = stateFolders(options.stateDir);
  if (readRecord(folders)?.stage === undefined) {
    // Its first start did not come to its end; one that was killed has left processes.
    const running = new Supervisor(folders).pids();
    return { stateDir: folders.root, condition: running.size > 0 ? 'partly up' : 'never brought up', running, missing: [], cloud: undefined };
  }
  const cloud = attach(options);
  const running = cloud.pids();
  const missing = cloud.processNames.filter((name) => !running.has(name));
  const condition = running.size === 0 ? 'down' : missing.length > 0 ? 'partly up' : 'up';
  return { stateDir: folders.root, condition, running, missing, cloud };
}
