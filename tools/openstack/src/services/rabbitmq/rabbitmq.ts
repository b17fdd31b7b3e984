import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { portAnswers } from '../answers.js';
import type { Service } from '../service.js';

/** Carries the calls between the parts of Cinder and of Nova. */
export const rabbitmq: Service = {
  name: 'rabbitmq',
  packages: ['rabbitmq-server'],
  templates: ['rabbitmq.conf', 'enabled_plugins'],

  async beforeStart({ folders }) {
    await mkdir(join(folders.var, 'rabbitmq'), { recursive: true });
  },

  processes({ folders, record: { ports } }) {
    const data = join(folders.var, 'rabbitmq');
    const etc = join(folders.etc, 'rabbitmq');
    const epmd = { ERL_EPMD_ADDRESS: '127.0.0.1', ERL_EPMD_PORT: String(ports.epmd) };
    return [
      // Started here, or RabbitMQ would start one that nobody stops.
      {
        name: 'epmd',
        command: ['epmd', '-address', '127.0.0.1', '-port', String(ports.epmd)],
        needs: [],
        answers: () => portAnswers(ports.epmd),
      },
      {
        name: 'rabbitmq',
        // Debian's command of this name changes the user first.
        command: ['/usr/lib/rabbitmq/bin/rabbitmq-server'],
        environment: {
          ...epmd,
          RABBITMQ_NODENAME: 'karbor@localhost',
          RABBITMQ_DIST_PORT: String(ports.rabbitmqDistribution),
          RABBITMQ_MNESIA_BASE: join(data, 'mnesia'),
          RABBITMQ_LOG_BASE: join(data, 'log'),
          RABBITMQ_PID_FILE: join(data, 'pid'),
          RABBITMQ_CONF_ENV_FILE: '/dev/null',
          RABBITMQ_CONFIG_FILE: join(etc, 'rabbitmq.conf'),
          RABBITMQ_ENABLED_PLUGINS_FILE: join(etc, 'enabled_plugins'),
          RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1} +S 1:1 +sbwt none',
        },
        needs: ['epmd'],
        answers: () => portAnswers(ports.rabbitmq),
      },
    ];
  },
};
