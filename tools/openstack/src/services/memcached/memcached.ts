import { portAnswers } from '../answers.js';
import type { Service } from '../service.js';

/** Keeps tokens that were checked already. */
export const memcached: Service = {
  name: 'memcached',
  packages: ['memcached'],
  processes: ({ record: { ports } }) => [
    {
      name: 'memcached',
      command: ['memcached', '-u', 'root', '-l', '127.0.0.1', '-p', String(ports.memcached), '-m', '32', '-I', '4m'],
      needs: [],
      answers: () => portAnswers(ports.memcached),
    },
  ],
};
