import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { addressAnswers } from '../answers.js';
import type { Service } from '../service.js';

/** Images, as files. */
export const glance: Service = {
  name: 'glance',
  packages: ['glance-api'],
  templates: ['glance-api.conf'],
  databases: ['glance'],
  hasUser: true,
  catalog: ({ address }) => [{ name: 'glance', type: 'image', url: address('glance') }],

  prepare: ({ folders, run }) =>
    run('glance-db-sync', ['glance-manage', '--config-file', join(folders.etc, 'glance', 'glance-api.conf'), 'db_sync']),

  async beforeStart({ folders }) {
    for (const folder of ['images', 'staging', 'tasks']) await mkdir(join(folders.var, 'glance', folder), { recursive: true });
  },

  processes: ({ folders, address }) => [
    {
      name: 'glance-api',
      command: ['glance-api', '--config-file', join(folders.etc, 'glance', 'glance-api.conf')],
      needs: ['mariadb'],
      answers: () => addressAnswers(`${address('glance')}/versions`),
    },
  ],
};
