import { createHash, randomUUID } from 'node:crypto';
import { open, readdir, readFile, readlink, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { systemCode } from './file-error.js';

const fileMode = 0o600;

/** In milliseconds: no put takes so long. The put of a process that stood still as long fails and changes nothing. */
const stalePastMs = 24 * 60 * 60 * 1000;

const temporaryName = /^(?<machine>[0-9a-f]{16})-(?<pid>\d+)-[0-9a-f-]{36}$/;

/** Files that are being written, named for the process that writes them. */
export class TemporaryFiles {
  private constructor(
    readonly folder: string,
    /** Tells processes apart that have one id, on several machines or in several containers. */
    readonly machine: string,
  ) {}

  static async open(folder: string): Promise<TemporaryFiles> {
    const facts = [hostname(), await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ''), await readlink('/proc/self/ns/pid').catch(() => '')];
    return new TemporaryFiles(folder, createHash('sha256').update(facts.join('\n')).digest('hex').slice(0, 16));
  }

  /** Writes a new file, durably. Gives its path. */
  async write(bytes: Uint8Array): Promise<string> {
    const path = join(this.folder, `${this.machine}-${process.pid}-${randomUUID()}`);
    try {
      await using handle = await open(path, 'wx', fileMode);
      await handle.writeFile(bytes);
      await handle.sync();
      return path;
    } catch (error) {
      await this.remove(path);
      throw error;
    }
  }

  async remove(path: string): Promise<void> {
    await rm(path, { force: true });
  }

  /** Removes what dead processes left behind. Gives how many files that were. */
  async removeStale(): Promise<number> {
    const names = await readdir(this.folder);
    const removed = await Promise.all(names.map((name) => this.#removeIfStale(name)));
    return removed.filter(Boolean).length;
  }

  async #removeIfStale(name: string): Promise<boolean> {
    const { machine, pid } = temporaryName.exec(name)?.groups ?? {};
    if (machine === undefined) return false;
    const path = join(this.folder, name);
    const isDead = machine === this.machine && !isAlive(Number(pid));
    if (!isDead && !(await isOld(path))) return false;
    await this.remove(path);
    return true;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) !== 'ESRCH';
  }
}

async function isOld(path: string): Promise<boolean> {
  try {
    return (await stat(path)).mtimeMs < Date.now() - stalePastMs;
  } catch {
    return false;
  }
}
