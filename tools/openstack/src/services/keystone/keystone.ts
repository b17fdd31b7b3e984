import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { regionName } from '../../cloud/cloud-context.js';
import type { Service } from '../service.js';
import { uwsgi } from './uwsgi.js';

/** Identity: users, projects, tokens, the catalog. */
export const keystone: Service = {
  name: 'keystone',
  packages: ['keystone', 'uwsgi-plugin-python3', 'python3-keystonemiddleware', 'python3-openstackclient'],
  templates: ['keystone.conf'],
  databases: ['keystone'],

  async prepare({ folders, record, address, run }) {
    const folder = join(folders.prepared, 'keystone');
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const manage = (name: string, ...args: string[]) =>
      run(`keystone-${name}`, ['keystone-manage', '--config-file', join(folders.etc, 'keystone', 'keystone.conf'), name, ...args]);
    const owner = ['--keystone-user', 'root', '--keystone-group', 'root'];
    await Promise.all([manage('db_sync'), manage('fernet_setup', ...owner), manage('credential_setup', ...owner)]);
    const url = `${address('keystone')}/v3/`;
    await manage(
      'bootstrap',
      ...['--bootstrap-username', 'admin', '--bootstrap-project-name', 'admin', '--bootstrap-role-name', 'admin'],
      ...['--bootstrap-password', record.password, '--bootstrap-service-name', 'keystone', '--bootstrap-region-id', regionName],
      ...['--bootstrap-public-url', url, '--bootstrap-internal-url', url, '--bootstrap-admin-url', url],
    );
  },

  processes: ({ folders, record: { ports }, api, address }) => [
    {
      name: 'keystone',
      command: uwsgi(ports.keystone, '/usr/bin/keystone-wsgi-public', 8),
      environment: { OS_KEYSTONE_CONFIG_DIR: join(folders.etc, 'keystone'), OS_KEYSTONE_CONFIG_FILES: 'keystone.conf' },
      needs: ['mariadb', 'memcached'],
      async answers() {
        // The first call that a policy rules over must end before a second one comes, or both may fail: a race of Keystone's.
        await api.get(`${address('keystone')}/v3/roles?name=admin`);
        return true;
      },
    },
  ],
};
