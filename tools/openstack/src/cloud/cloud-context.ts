import type { PortName, StateRecord } from '../state/state-record.js';
import type { StateFolders } from '../state/state-folders.js';
import type { AdminApi } from './admin-api.js';
import type { Database } from './database.js';

export const hostName = 'karbor';
export const regionName = 'RegionOne';

/** What the services get to know of the cloud that they are part of. */
export interface CloudContext {
  readonly folders: StateFolders;
  readonly record: StateRecord;
  readonly guests: boolean;
  readonly database: Database;
  /** As the user `admin` in the project `admin`. */
  readonly api: AdminApi;
  /** `http://127.0.0.1:PORT`. */
  readonly address: (port: PortName) => string;
  /** Runs a command of a service to its end, with its output in `log/NAME.log`. Throws `CLOUD_COMMAND_FAILED`. */
  readonly run: (name: string, command: readonly [program: string, ...args: string[]]) => Promise<void>;
  readonly log: (line: string) => void;
}
