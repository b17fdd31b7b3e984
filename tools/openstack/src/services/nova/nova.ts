import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CloudContext } from '../../cloud/cloud-context.js';
import { databaseAddress } from '../../cloud/database.js';
import { addressAnswers, isUpSince } from '../answers.js';
import type { ServiceState } from '../answers.js';
import type { Service, ServiceProcess } from '../service.js';
import { createFlavors } from './flavors.js';

const computeProgram = fileURLToPath(new URL('../../../src/services/nova/compute-driver/nova-compute', import.meta.url));

/** Servers: of a driver that keeps their disks' bytes and runs nothing, or real guests. */
export const nova: Service = {
  name: 'nova',
  packages: ['nova-api', 'nova-conductor', 'nova-scheduler', 'nova-compute'],
  templates: ['nova.conf', 'databases.conf'],
  databases: ['nova', 'nova_api', 'nova_cell0'],
  hasUser: true,
  catalog: ({ address }) => [{ name: 'nova', type: 'compute', url: `${address('nova')}/v2.1` }],

  async prepare(cloud) {
    const { record, run } = cloud;
    const manage = (...args: string[]) => run('nova-db-sync', ['nova-manage', ...withDatabases(cloud), ...args]);
    const cell0 = databaseAddress('nova_cell0', record.ports.mariadb, record.password);
    await manage('api_db', 'sync');
    await manage('cell_v2', 'map_cell0', '--database_connection', cell0);
    await manage('db', 'sync');
    await manage('cell_v2', 'create_cell', '--name=cell1');
  },

  async beforeStart({ folders }) {
    for (const folder of ['instances', 'mounts']) await mkdir(join(folders.var, 'nova', folder), { recursive: true });
  },

  processes(cloud) {
    const processOf = (name: string): ServiceProcess => ({
      name,
      command: [name, ...withDatabases(cloud)],
      needs: ['mariadb', 'rabbitmq'],
      answers: async (startedAt) => isUpSince(await servicesOf(cloud), name, startedAt),
    });
    return [
      {
        ...processOf('nova-api'),
        answers: () => addressAnswers(`${cloud.address('nova')}/`),
      },
      processOf('nova-conductor'),
      processOf('nova-scheduler'),
      {
        name: 'nova-compute',
        command: ['python3', computeProgram, ...configuration(cloud)],
        needs: ['nova-conductor', 'placement', ...(cloud.guests ? ['libvirtd'] : [])],
        answers: async (startedAt) => isUpSince(await servicesOf(cloud), 'nova-compute', startedAt) && (await canPlaceServers(cloud)),
      },
    ];
  },

  seed: createFlavors,
};

const configuration = ({ folders }: CloudContext): string[] => ['--config-file', join(folders.etc, 'nova', 'nova.conf')];
const withDatabases = (cloud: CloudContext): string[] => [
  ...configuration(cloud),
  '--config-file',
  join(cloud.folders.etc, 'nova', 'databases.conf'),
];

const servicesOf = async ({ api, address }: CloudContext): Promise<readonly ServiceState[]> =>
  (await api.get<{ services: readonly ServiceState[] }>(`${address('nova')}/v2.1/os-services`)).services;

/** Whether the compute host is mapped to the cell, and Placement knows what it has. */
async function canPlaceServers({ api, address }: CloudContext): Promise<boolean> {
  const { hypervisors } = await api.get<{ hypervisors: readonly unknown[] }>(`${address('nova')}/v2.1/os-hypervisors`);
  const { resource_providers: providers } = await api.get<{ resource_providers: readonly { readonly uuid: string }[] }>(
    `${address('placement')}/resource_providers`,
  );
  const [provider] = providers;
  if (hypervisors.length === 0 || !provider) return false;
  const url = `${address('placement')}/resource_providers/${provider.uuid}/inventories`;
  const { inventories } = await api.get<{ inventories: Readonly<Record<string, unknown>> }>(url);
  return 'VCPU' in inventories;
}
