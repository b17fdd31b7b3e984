import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Supervisor } from '../processes/supervisor.js';
import { databaseFolder } from '../services/mariadb/mariadb.js';
import type { StateFolders } from '../state/state-folders.js';
import type { StateRecord } from '../state/state-record.js';
import { AdminApi } from './admin-api.js';
import type { CloudContext } from './cloud-context.js';
import { Database } from './database.js';

export function createContext(
  folders: StateFolders,
  record: StateRecord,
  supervisor: Supervisor,
  log: CloudContext['log'] = () => undefined,
): CloudContext {
  for (const name of ['home', 'tmp', 'locks']) mkdirSync(join(folders.var, name), { recursive: true, mode: 0o700 });
  const address: CloudContext['address'] = (port) => `http://127.0.0.1:${record.ports[port]}`;
  return {
    folders,
    record,
    guests: record.guests,
    database: new Database(databaseFolder(folders), record.password),
    api: new AdminApi(address('keystone'), { user: 'admin', project: 'admin', password: record.password }),
    address,
    run: (name, command) => supervisor.run(name, command),
    log,
  };
}
