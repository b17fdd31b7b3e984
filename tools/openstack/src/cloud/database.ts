import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CloudError } from '../cloud-error.js';
import { systemPath } from '../machine/command.js';

/** The databases of the services, in a MariaDB that runs. */
export class Database {
  constructor(
    private readonly dataFolder: string,
    private readonly password: string,
  ) {}

  /** As root, which only who may open the socket can be. */
  async execute(statements: string): Promise<void> {
    try {
      // The socket is named from its folder: a whole path may be too long for one.
      await promisify(execFile)('mariadb', ['--no-defaults', '--socket=mariadb.sock', '-uroot', '-e', statements], {
        cwd: this.dataFolder,
        env: { PATH: systemPath, LANG: 'C.UTF-8' },
      });
    } catch (error) {
      const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
      throw new CloudError('CLOUD_COMMAND_FAILED', `MariaDB refused: ${said}`);
    }
  }

  /** Makes an empty database for the services' user. */
  recreate(name: string): Promise<void> {
    return this.execute(
      `DROP DATABASE IF EXISTS ${name}; CREATE DATABASE ${name} CHARACTER SET utf8;
       GRANT ALL ON ${name}.* TO '${databaseUser}'@'127.0.0.1' IDENTIFIED BY '${this.password}';`,
    );
  }
}

const databaseUser = 'openstack';

export const databaseAddress = (name: string, port: number, password: string): string =>
  `mysql+pymysql://${databaseUser}:${password}@127.0.0.1:${port}/${name}?charset=utf8`;
