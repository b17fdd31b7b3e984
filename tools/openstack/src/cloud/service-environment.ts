import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemPath } from '../machine/command.js';
import { volumeFolder } from '../services/cinder/volume-share.js';
import type { StateFolders } from '../state/state-folders.js';

const shims = fileURLToPath(new URL('../../shims', import.meta.url));

/** All of the environment that services get. Nothing of the user's reaches them. */
export const serviceEnvironment = (folders: StateFolders): Record<string, string> => ({
  PATH: `${shims}:${systemPath}`,
  HOME: join(folders.var, 'home'),
  TMPDIR: join(folders.var, 'tmp'),
  LANG: 'C.UTF-8',
  PYTHONUNBUFFERED: '1',
  PYTHONDONTWRITEBYTECODE: '1',
  KARBOR_VOLUME_FOLDER: volumeFolder(folders),
});
