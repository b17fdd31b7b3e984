import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CloudError } from '../cloud-error.js';
import { command, tail } from '../machine/command.js';
import type { Service } from '../services/service.js';
import type { StateFolders } from './state-folders.js';

const sources = fileURLToPath(new URL('../../src/services', import.meta.url));

/** What a state is made of: it is as good as a new one while this is the same. */
export async function fingerprint(services: readonly Service[]): Promise<string> {
  const hash = createHash('sha256');
  const packages = services.flatMap((service) => service.packages);
  hash.update((await command('dpkg-query', ['-W', '-f', '${Package} ${Version}\n', ...new Set(packages)])).output);
  for (const name of (readdirSync(sources, { recursive: true }) as string[]).sort()) {
    const path = join(sources, name);
    if (statSync(path).isFile()) hash.update(`${name}\n`).update(readFileSync(path));
  }
  return hash.digest('hex').slice(0, 16);
}

/**
 * The state as it was when it had just been made and nothing had run in it yet: a tar of the record and of what was prepared,
 * beside the state. `stage` and `mark` tell of which services.
 */
export class GoldenState {
  readonly #file: string;

  constructor(
    private readonly folders: StateFolders,
    private readonly stage: string,
    mark: string,
  ) {
    this.#file = join(folders.root, `golden-${stage}-${mark}.tar.gz`);
  }

  /** Takes the state as it is now. It does not count before `keep`. */
  async take(): Promise<void> {
    const { recordFile, prepared } = this.folders;
    await this.#tar('-cf', this.#unfinished, '--sparse', '-I', 'gzip -1', basename(recordFile), basename(prepared));
  }

  /** Called when the state that was taken has proved to be good. */
  keep(): void {
    if (!existsSync(this.#unfinished)) return;
    const { root } = this.folders;
    for (const name of readdirSync(root))
      if (name.startsWith(`golden-${this.stage}-`) && name.endsWith('.tar.gz')) rmSync(join(root, name));
    renameSync(this.#unfinished, this.#file);
  }

  /** Gives whether there was one. */
  async restore(): Promise<boolean> {
    if (!existsSync(this.#file)) return false;
    await this.#tar('-xf', this.#file);
    return true;
  }

  get #unfinished(): string {
    return `${this.#file}.part`;
  }

  async #tar(...args: string[]): Promise<void> {
    const result = await command('tar', ['-C', this.folders.root, ...args]);
    if (result.status !== 0) throw new CloudError('CLOUD_COMMAND_FAILED', `tar ${args.join(' ')} failed:\n${tail(result)}`);
  }
}
