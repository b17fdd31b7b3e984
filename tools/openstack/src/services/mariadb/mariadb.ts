import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { StateFolders } from '../../state/state-folders.js';
import { portAnswers } from '../answers.js';
import type { Service } from '../service.js';

export const databaseFolder = ({ prepared }: StateFolders): string => join(prepared, 'mariadb');

/** The database of all services. What is lost in a power cut may be lost: it is quick instead. */
export const mariadb: Service = {
  name: 'mariadb',
  packages: ['mariadb-server', 'mariadb-client'],

  async prepare({ folders, run }) {
    const folder = databaseFolder(folders);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const options = ['--user=root', '--auth-root-authentication-method=normal', '--skip-test-db'];
    await run('mariadb-install-db', ['mariadb-install-db', '--no-defaults', `--datadir=${folder}`, ...options]);
  },

  processes: ({ folders, record: { ports } }) => [
    {
      name: 'mariadb',
      command: [
        'mariadbd',
        '--no-defaults',
        '--user=root',
        `--datadir=${databaseFolder(folders)}`,
        '--socket=mariadb.sock',
        '--pid-file=mariadb.pid',
        '--bind-address=127.0.0.1',
        `--port=${ports.mariadb}`,
        '--innodb-flush-log-at-trx-commit=0',
        '--innodb-doublewrite=0',
        '--innodb-buffer-pool-size=128M',
        '--innodb-log-file-size=64M',
        '--max-connections=500',
        '--skip-log-bin',
        '--skip-name-resolve',
        '--character-set-server=utf8',
        '--collation-server=utf8_general_ci',
        '--performance-schema=OFF',
      ],
      needs: [],
      answers: () => portAnswers(ports.mariadb),
    },
  ],
};
