import { join } from 'node:path';
import { addressAnswers } from '../answers.js';
import { uwsgi } from '../keystone/uwsgi.js';
import type { Service } from '../service.js';

/** Knows what the compute host has left. */
export const placement: Service = {
  name: 'placement',
  packages: ['placement-api', 'uwsgi-plugin-python3'],
  templates: ['placement.conf'],
  databases: ['placement'],
  hasUser: true,
  catalog: ({ address }) => [{ name: 'placement', type: 'placement', url: address('placement') }],

  prepare: ({ folders, run }) =>
    run('placement-db-sync', ['placement-manage', '--config-file', join(folders.etc, 'placement', 'placement.conf'), 'db', 'sync']),

  processes: ({ folders, record: { ports }, address }) => [
    {
      name: 'placement',
      command: uwsgi(ports.placement, '/usr/bin/placement-api', 4),
      environment: { OS_PLACEMENT_CONFIG_DIR: join(folders.etc, 'placement') },
      needs: ['mariadb'],
      answers: () => addressAnswers(`${address('placement')}/`),
    },
  ],
};
