import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { CloudError } from '../cloud-error.js';
import { identify, isAlive } from '../processes/process-identity.js';
import type { ProcessIdentity } from '../processes/process-identity.js';
import type { StateFolders } from './state-folders.js';

/** Runs `work` while no other process works on the state. Throws `CLOUD_BUSY` when one does. */
export async function withStateLock<T>(folders: StateFolders, work: () => Promise<T>): Promise<T> {
  lock(folders);
  try {
    return await work();
  } finally {
    rmSync(folders.lockFile, { force: true });
  }
}

function lock({ root, lockFile }: StateFolders): void {
  mkdirSync(root, { recursive: true, mode: 0o700 });
  for (;;) {
    try {
      writeFileSync(lockFile, JSON.stringify(identify(process.pid)), { flag: 'wx' });
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const holder = holderOf(lockFile);
    if (holder && isAlive(holder))
      throw new CloudError('CLOUD_BUSY', `Process ${holder.pid} is at work on this cloud (${root}). Wait for it, or stop it first.`);
    // It was killed.
    rmSync(lockFile, { force: true });
  }
}

function holderOf(lockFile: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}
