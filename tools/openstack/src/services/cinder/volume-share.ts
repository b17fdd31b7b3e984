import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { mountLoopFileSystem } from '../../machine/loop-file-system.js';
import { mountOnce } from '../../machine/mounts.js';
import type { StateFolders } from '../../state/state-folders.js';

/** As in the file `nfs-shares`. No NFS server has it: the folder of volumes is mounted where the driver would mount it. */
const share = '127.0.0.1:/karbor-volumes';
const GIBIBYTE = 2 ** 30;

/** The folder that the volumes' files lie in. */
export const volumeFolder = ({ var: folder }: StateFolders): string => join(folder, 'cinder', 'volumes');

export async function mountVolumeShare(folders: StateFolders): Promise<void> {
  const below = (...names: string[]) => join(folders.var, 'cinder', ...names);
  for (const name of ['mounts', 'conversion']) await mkdir(below(name), { recursive: true });
  // A file system of its own: only such a one is a mount point for the driver when it is mounted a second time.
  await mountLoopFileSystem({
    image: below('volumes.img'),
    point: volumeFolder(folders),
    size: 60 * GIBIBYTE,
    features: '^has_journal',
    inodeSize: 256,
  });
  await mountOnce(below('mounts', createHash('md5').update(share).digest('hex')), ['--bind', volumeFolder(folders)]);
}
