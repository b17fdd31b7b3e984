import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runKarbor } from './run-karbor.js';
import { testTerminal } from './terminal.fixture.js';
import type { TestTerminal, TestTerminalOptions } from './terminal.fixture.js';

const trialPlugin = fileURLToPath(new URL('../fixtures/karbor-plugin-trial', import.meta.url));
const command = fileURLToPath(new URL('../dist/karbor.js', import.meta.url));

/** What a run of the command came to. */
export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A folder with provider files, in which the command is run. */
export class Workspace {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** With the example plugin and bank as provider `hello`, unless `files` says otherwise. */
  static async make(files: Readonly<Record<string, string>> = { 'hello.conf': '' }): Promise<Workspace> {
    const folder = await mkdtemp(join(tmpdir(), 'karbor-cli-'));
    const workspace = new Workspace(folder);
    for (const name of ['notes', 'marks', 'providers.d', 'node_modules']) await mkdir(join(folder, name));
    await symlink(trialPlugin, join(folder, 'node_modules', 'karbor-plugin-trial'), 'dir');
    await workspace.note('shopping.txt', 'milk, bread');
    await workspace.note('ideas.txt', 'a backup that can be restored');
    for (const [name, text] of Object.entries(files)) await workspace.providerFile(name, text || helloProvider(folder));
    return workspace;
  }

  /** Makes things of which each does what its name says, as provider `trial`. */
  static async ofThings(...things: readonly string[]): Promise<Workspace> {
    const workspace = await Workspace.make({});
    await workspace.providerFile('trial.conf', trialProvider(workspace.folder, things));
    return workspace;
  }

  path(...names: readonly string[]): string {
    return join(this.folder, ...names);
  }

  async providerFile(name: string, text: string): Promise<void> {
    await writeFile(this.path('providers.d', name), text);
  }

  async note(name: string, text: string): Promise<void> {
    await writeFile(this.path('notes', name), text);
  }

  async write(name: string, text: string): Promise<void> {
    await writeFile(this.path(name), text);
  }

  /** Says how operations of the trial run. */
  async executor(line: string): Promise<void> {
    const file = this.path('providers.d', 'trial.conf');
    await writeFile(file, (await readFile(file, 'utf8')).replace('[executor]', `[executor]\n${line}`));
  }

  /** What the plugin of the trial has left outside. */
  marks(): Promise<readonly string[]> {
    return readdir(this.path('marks'));
  }

  terminal(options: Partial<TestTerminalOptions> = {}): TestTerminal {
    const environment = { KARBOR_CONFIG_DIR: this.path('providers.d'), ...options.environment };
    return testTerminal({ workingFolder: this.folder, ...options, environment });
  }

  /** Runs the command in this process. */
  async karbor(...args: readonly string[]): Promise<Outcome> {
    const terminal = this.terminal();
    const code = await runKarbor(args, terminal);
    return { code, out: terminal.output(), err: terminal.errors() };
  }

  /** Runs the command, which must do well, and gives its JSON document. */
  async json<Document>(...args: readonly string[]): Promise<Document> {
    const { code, out, err } = await this.karbor(...args, '--json');
    if (code !== 0) throw new Error(`karbor ${args.join(' ')} ended with ${code}: ${err}`);
    return JSON.parse(out) as Document;
  }

  /** Starts the command as a process of its own. */
  start(...args: readonly string[]): ChildProcessWithoutNullStreams {
    const environment = { ...process.env, KARBOR_CONFIG_DIR: this.path('providers.d') };
    return spawn(process.execPath, [command, ...args], { cwd: this.folder, env: environment });
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true });
  }
}

/** The end of a process, and what it printed. */
export function outcomeOf(child: ChildProcessWithoutNullStreams): Promise<Outcome> {
  const [out, err] = [child.stdout, child.stderr].map((stream) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    return () => Buffer.concat(chunks).toString();
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out: out?.() ?? '', err: err?.() ?? '' }));
  });
}

export function helloProvider(folder: string, id = 'hello'): string {
  return `[provider]
name = Hello
id = ${id}
description = Notes into a LevelDB database
bank = @example/karbor-bank-hello
plugin = @example/karbor-plugin-hello

[hello_plugin]
notes_folder = ${join(folder, 'notes')}

[hello_bank]
path = ${join(folder, `bank-${id}`)}
`;
}

function trialProvider(folder: string, things: readonly string[]): string {
  return `[provider]
name = Trial
id = trial
description = Things that do as they are called
bank = @example/karbor-bank-hello
plugin = karbor-plugin-trial

[trial]
things = ${things.join(', ')}
marks_folder = ${join(folder, 'marks')}

[executor]
abort_grace = 1

[hello_bank]
path = ${join(folder, 'bank')}
`;
}
