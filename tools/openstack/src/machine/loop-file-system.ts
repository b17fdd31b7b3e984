import { existsSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { CloudError } from '../cloud-error.js';
import { command, tail } from './command.js';
import { mountOnce } from './mounts.js';

export interface LoopFileSystem {
  readonly image: string;
  readonly point: string;
  /** In bytes; the file is sparse. */
  readonly size: number;
  /** As mkfs.ext4's `-O`. */
  readonly features: string;
  /** In bytes. */
  readonly inodeSize: number;
}

/** Mounts a file system that lies in a file, made when it is not there. */
export async function mountLoopFileSystem({ image, point, size, features, inodeSize }: LoopFileSystem): Promise<void> {
  if (!existsSync(image)) {
    const unfinished = `${image}.part`;
    writeFileSync(unfinished, '', { mode: 0o600 });
    truncateSync(unfinished, size);
    const options = ['-q', '-F', '-m', '0', '-O', features, '-I', String(inodeSize), '-E', 'lazy_itable_init=1'];
    const made = await command('mkfs.ext4', [...options, unfinished]);
    if (made.status !== 0) throw new CloudError('CLOUD_COMMAND_FAILED', `mkfs.ext4 ${image} failed:\n${tail(made)}`);
    renameSync(unfinished, image);
  }
  await mountOnce(point, ['-o', 'loop,noatime,discard', image]);
}
