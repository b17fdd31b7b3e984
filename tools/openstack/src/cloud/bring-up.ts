import { rmSync } from 'node:fs';
import { installMissing } from '../machine/install.js';
import { Supervisor } from '../processes/supervisor.js';
import type { Service } from '../services/service.js';
import { largerStage } from '../services/stage-names.js';
import { servicesOf } from '../services/stages.js';
import { fingerprint, GoldenState } from '../state/golden-state.js';
import { withStateLock } from '../state/state-lock.js';
import { stateFolders } from '../state/state-folders.js';
import type { StateFolders } from '../state/state-folders.js';
import { readRecord, writeRecord } from '../state/state-record.js';
import { assertCanRun } from './can-run.js';
import type { CloudContext } from './cloud-context.js';
import { writeCloudsYaml } from './clouds-yaml.js';
import { configure } from './configuration.js';
import { createContext } from './create-context.js';
import { obtainRecord } from './obtain-record.js';
import type { BringUpOptions } from './options.js';
import { prepare } from './prepare.js';
import { attach } from './running-cloud.js';
import type { Cloud } from './running-cloud.js';
import { stopEverything } from './take-down.js';

/**
 * Brings the cloud up and waits until each of its services does its work. What runs already is left as it is. When it
 * fails, all that it started is stopped again.
 *
 * Throws `CLOUD_CANNOT_RUN`, `CLOUD_ARGUMENT`, `CLOUD_BUSY`, `CLOUD_STATE`, `CLOUD_COMMAND_FAILED` or `CLOUD_SERVICE_FAILED`.
 */
export async function bringUp(options: BringUpOptions = {}): Promise<Cloud> {
  const folders = stateFolders(options.stateDir);
  assertCanRun(options.guests ?? false);
  return withStateLock(folders, async () => {
    const ranBefore = options.fresh !== true && new Supervisor(folders).running().size > 0;
    try {
      if (options.fresh === true) await forget(folders);
      await raise(folders, options, ranBefore);
    } catch (error) {
      if (!ranBefore) await stopEverything(folders);
      options.signal?.throwIfAborted();
      throw error;
    }
    return attach(options);
  });
}

async function raise(folders: StateFolders, options: BringUpOptions, isRunning: boolean): Promise<void> {
  const { guests = readRecord(folders)?.guests ?? false, signal, log = () => undefined } = options;
  const lastStage = isRunning ? readRecord(folders)?.stage : undefined;
  const stage = largerStage(options.stage ?? 'nova', lastStage ?? 'swift');
  const services = servicesOf(stage, guests);
  const supervisor = new Supervisor(folders, signal);

  await installMissing([...new Set(services.flatMap(({ packages }) => packages))], log);
  const golden = new GoldenState(folders, stage, await fingerprint(services));
  const record = await obtainRecord({ folders, golden, guests, isRunning, forget: () => forget(folders), log });
  const cloud = createContext(folders, record, supervisor, log);
  for (const service of services) configure(cloud, service);

  const isNew = record.stage === undefined;
  if ((await prepare(cloud, services, supervisor)) && isNew) {
    await supervisor.stopAll(services.flatMap((service) => service.processes(cloud)));
    await golden.take();
  }
  await start(cloud, services, supervisor);
  record.stage = stage;
  writeRecord(folders, record);
  golden.keep();
  writeCloudsYaml(cloud);
}

async function start(cloud: CloudContext, services: readonly Service[], supervisor: Supervisor): Promise<void> {
  const { record, folders, log } = cloud;
  for (const service of services) await service.beforeStart?.(cloud);
  log(`Starting ${services.map(({ name }) => name).join(', ')}`);
  await supervisor.start(services.flatMap((service) => service.processes(cloud)), (name) => log(`  ${name} answers`));
  for (const service of services) {
    if (record.seeded.includes(service.name)) continue;
    await service.seed?.(cloud);
    record.seeded.push(service.name);
    writeRecord(folders, record);
  }
}

/** Stops and deletes all of a state but what golden states were kept. */
async function forget(folders: StateFolders): Promise<void> {
  await stopEverything(folders);
  for (const path of [folders.recordFile, folders.cloudsFile, folders.etc, folders.prepared, folders.var, folders.log])
    rmSync(path, { recursive: true, force: true });
}
