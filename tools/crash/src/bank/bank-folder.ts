import { mkdtemp, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** On Linux: files in memory, whose writing through to a disk takes no time. */
const inMemory = '/dev/shm';
/** In bytes: for some banks at once. */
const enough = 256 * 2 ** 20;

/** A new folder for a bank that need not outlive this machine. */
export async function newBankFolder(): Promise<string> {
  return await mkdtemp(join((await hasRoom()) ? inMemory : tmpdir(), 'karbor-crash-'));
}

async function hasRoom(): Promise<boolean> {
  const found = await statfs(inMemory).catch(() => undefined);
  return found !== undefined && found.bavail * found.bsize >= enough;
}
