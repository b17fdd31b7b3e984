import type { Supervisor } from '../processes/supervisor.js';
import { createAccounts, registerService } from '../services/keystone/accounts.js';
import type { Service } from '../services/service.js';
import { foundation } from '../services/stages.js';
import { writeRecord } from '../state/state-record.js';
import type { CloudContext } from './cloud-context.js';

/**
 * Makes the databases, files and accounts of those services that have none yet. Afterwards MariaDB, memcached and Keystone
 * run. Gives whether there was anything to do.
 */
export async function prepare(cloud: CloudContext, services: readonly Service[], supervisor: Supervisor): Promise<boolean> {
  const { record, folders, database, log } = cloud;
  const missing = services.filter(({ name }) => !record.prepared.includes(name));
  if (missing.length === 0) return false;
  log(`Preparing ${missing.map(({ name }) => name).join(', ')}`);

  const prepareOne = async (service: Service) => {
    for (const name of service.databases ?? []) await database.recreate(name);
    await service.prepare?.(cloud);
  };
  const done = (service: Service) => {
    record.prepared.push(service.name);
    writeRecord(folders, record);
  };

  for (const service of foundation) {
    if (missing.includes(service)) await prepareOne(service);
    await supervisor.start(service.processes(cloud));
    if (!missing.includes(service)) continue;
    if (service.name === 'keystone') await createAccounts(cloud);
    done(service);
  }
  const others = missing.filter((service) => !foundation.includes(service));
  await Promise.all(
    others.map(async (service) => {
      await Promise.all([prepareOne(service), registerService(cloud, service)]);
      done(service);
    }),
  );
  return true;
}
