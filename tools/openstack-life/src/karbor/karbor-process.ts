import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
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
  readonly child: ChildProcess;
  readonly ended: Promise<Outcome>;
}

/** Waits for what happens while a command runs. Fails when that ends before. */
export function whileRunning<T>({ ended }: KarborProcess, happens: Promise<T>): Promise<T> {
  const early = ended.then(({ code, err }) => {
    throw new Error(`karbor ended with ${String(code)} before: ${err}`);
  });
  return Promise.race([happens, early]);
}

/** Where and how the command runs. */
export interface Surroundings {
  readonly workingFolder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** The built command. */
export const karborCommand = createRequire(import.meta.url).resolve('@karbor/cli/package.json').replace(/package\.json$/, 'dist/karbor.js');

/** The variables of this process, but for those that say which cloud to use, or how. */
export const cleanEnvironment = (): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(OS_|KARBOR_|https?_proxy$|no_proxy$)/i.test(name)));

/** Starts the real `karbor` command. */
export function startKarbor(args: readonly string[], { workingFolder, environment }: Surroundings): KarborProcess {
  const child = spawn(process.execPath, [karborCommand, ...args], {
    cwd: workingFolder,
    env: { ...cleanEnvironment(), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
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

/** What a run printed that did well; any other fails. */
export function outputOf(args: readonly string[], { code, out, err }: Outcome): string {
  if (code === 0) return out;
  throw new Error(`karbor ${args.join(' ')} ended with ${String(code)}: ${err}`);
}
