import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { createRequire } from 'node:module';

/** What a run of the command came to. */
export interface Outcome {
  /** `null` when a signal ended it. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A `karbor` command that runs. */
export interface KarborProcess {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Outcome>;
}

/** Where and how the command runs. */
export interface Surroundings {
  readonly workingFolder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Options of Node. */
  readonly nodeOptions?: readonly string[];
}

const command = createRequire(import.meta.url).resolve('@karbor/cli/package.json').replace(/package\.json$/, 'dist/karbor.js');

/** Starts the real `karbor` command. No variable of a cloud but those given reaches it. */
export function startKarbor(args: readonly string[], { workingFolder, environment, nodeOptions = [] }: Surroundings): KarborProcess {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(OS_|KARBOR_|https?_proxy$|no_proxy$)/i.test(name));
  const child = spawn(process.execPath, [...nodeOptions, command, ...args], {
    cwd: workingFolder,
    env: { ...Object.fromEntries(inherited), ...environment },
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  const ended = new Promise<Outcome>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }));
  });
  return { child, ended };
}
