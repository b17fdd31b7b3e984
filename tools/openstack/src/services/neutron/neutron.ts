import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { addressAnswers } from '../answers.js';
import type { Service } from '../service.js';
import { makeAgents } from './agents.js';
import { createNetworks } from './networks.js';

/** Networks, subnets and ports on paper: no agent carries any traffic. */
export const neutron: Service = {
  name: 'neutron',
  packages: ['neutron-server'],
  templates: ['neutron.conf'],
  databases: ['neutron'],
  hasUser: true,
  catalog: ({ address }) => [{ name: 'neutron', type: 'network', url: address('neutron') }],

  async prepare({ folders, database, run }) {
    await run('neutron-db-sync', ['neutron-db-manage', '--config-file', join(folders.etc, 'neutron', 'neutron.conf'), 'upgrade', 'heads']);
    await database.execute(makeAgents);
  },

  async beforeStart({ folders }) {
    await mkdir(join(folders.var, 'neutron'), { recursive: true });
  },

  processes: ({ folders, address }) => [
    {
      name: 'neutron',
      command: ['neutron-server', '--config-file', join(folders.etc, 'neutron', 'neutron.conf')],
      needs: ['mariadb', 'rabbitmq'],
      answers: () => addressAnswers(`${address('neutron')}/`),
    },
  ],

  seed: createNetworks,
};
