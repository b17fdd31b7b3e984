import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { CloudError } from '../cloud-error.js';

/** Where things are in a cloud's state. */
export interface StateFolders {
  readonly root: string;
  /** What was decided for this state: ports, password. */
  readonly recordFile: string;
  readonly lockFile: string;
  /** Configuration files, written anew at each start. */
  readonly etc: string;
  /** What was made once, before the first start: databases, keys, rings. */
  readonly prepared: string;
  /** What the services keep besides. */
  readonly var: string;
  readonly log: string;
  /** Who runs. */
  readonly run: string;
  readonly cloudsFile: string;
}

/** The longest path of a socket is 107 bytes, and services add to the folder. */
const longest = 64;

/** Throws `CLOUD_ARGUMENT` for a folder that the services' configuration files could not name. */
export function stateFolders(folder = defaultFolder()): StateFolders {
  const root = resolve(folder);
  if (!/^[\w./+-]+$/.test(root) || root === '/')
    throw new CloudError('CLOUD_ARGUMENT', `The state's folder may have letters, digits and . _ - + only: ${root}`);
  if (root.length > longest) throw new CloudError('CLOUD_ARGUMENT', `The state's folder may have ${longest} characters at most: ${root}`);
  const below = (name: string) => join(root, name);
  return {
    root,
    recordFile: below('state.json'),
    lockFile: below('lock'),
    etc: below('etc'),
    prepared: below('prepared'),
    var: below('var'),
    log: below('log'),
    run: below('run'),
    cloudsFile: below('clouds.yaml'),
  };
}

/** In the user's folder for states. */
export const defaultFolder = (name = 'karbor-openstack'): string => join(process.env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state'), name);
