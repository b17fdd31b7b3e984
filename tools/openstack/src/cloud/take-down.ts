import { existsSync } from 'node:fs';
import { unmountAllBelow } from '../machine/mounts.js';
import { Supervisor } from '../processes/supervisor.js';
import { allServices } from '../services/stages.js';
import { withStateLock } from '../state/state-lock.js';
import { stateFolders } from '../state/state-folders.js';
import type { StateFolders } from '../state/state-folders.js';
import { readRecord } from '../state/state-record.js';
import { assertCanRun } from './can-run.js';
import { createContext } from './create-context.js';
import type { StateOptions } from './options.js';

/** Stops all that runs of the cloud, guests too, and unmounts its file systems. Its state stays. Fine when nothing runs. */
export async function takeDown({ stateDir }: StateOptions = {}): Promise<void> {
  const folders = stateFolders(stateDir);
  assertCanRun(false);
  if (!existsSync(folders.root)) return;
  await withStateLock(folders, () => stopEverything(folders));
}

/** The same for who holds the state's lock. */
export async function stopEverything(folders: StateFolders): Promise<void> {
  const supervisor = new Supervisor(folders);
  const record = readRecord(folders);
  const cloud = record && createContext(folders, record, supervisor);
  const services = cloud ? allServices(cloud.guests) : [];
  await supervisor.stopAll(cloud ? services.flatMap((service) => service.processes(cloud)) : []);
  if (cloud) for (const service of services) await service.afterStop?.(cloud);
  await unmountAllBelow(folders.root);
}
