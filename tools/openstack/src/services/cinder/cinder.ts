import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CloudContext } from '../../cloud/cloud-context.js';
import { addressAnswers, isUpSince } from '../answers.js';
import type { ServiceState } from '../answers.js';
import type { Service, ServiceProcess } from '../service.js';
import { bytesPerGigabyte } from './bytes-per-gigabyte.js';
import { mountVolumeShare } from './volume-share.js';

const driverFolder = fileURLToPath(new URL('../../../src/services/cinder/volume-driver', import.meta.url));

const driverEnvironment = { PYTHONPATH: driverFolder, KARBOR_BYTES_PER_GIGABYTE: String(bytesPerGigabyte) };

/** Volumes, as files on a share, and their backups in Swift. */
export const cinder: Service = {
  name: 'cinder',
  packages: ['cinder-api', 'cinder-scheduler', 'cinder-volume', 'cinder-backup', 'qemu-utils'],
  templates: ['cinder.conf', 'nfs-shares'],
  databases: ['cinder'],
  hasUser: true,
  catalog: ({ address }) => [
    { name: 'cinderv3', type: 'volumev3', url: `${address('cinder')}/v3/%(tenant_id)s` },
    { name: 'cinder', type: 'block-storage', url: `${address('cinder')}/v3/%(tenant_id)s` },
  ],

  prepare: ({ folders, run }) =>
    run('cinder-db-sync', ['cinder-manage', '--config-file', join(folders.etc, 'cinder', 'cinder.conf'), 'db', 'sync']),

  beforeStart: ({ folders }) => mountVolumeShare(folders),

  processes: (cloud) => [
    {
      ...processOf(cloud, 'cinder-api'),
      answers: () => addressAnswers(`${cloud.address('cinder')}/`),
    },
    processOf(cloud, 'cinder-scheduler'),
    { ...processOf(cloud, 'cinder-volume'), environment: driverEnvironment },
    processOf(cloud, 'cinder-backup'),
  ],
};

const processOf = ({ folders, api, address }: CloudContext, name: string): ServiceProcess => ({
  name,
  command: [name, '--config-file', join(folders.etc, 'cinder', 'cinder.conf')],
  needs: ['mariadb', 'rabbitmq'],
  async answers(startedAt) {
    const url = `${address('cinder')}/v3/${await api.projectId()}/os-services`;
    const { services } = await api.get<{ services: readonly ServiceState[] }>(url);
    return isUpSince(services, name, startedAt);
  },
});
