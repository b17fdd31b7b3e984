import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** What a run of the command came to. */
export interface Outcome {
  /** `null` when a signal ended it. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface ProcessOptions {
  readonly workingFolder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Counts its calls, and kills it as `CRASH_*` of the environment say. */
  readonly isHooked?: boolean;
  /** The id of the user and group as whom it runs. Default: those of this process. */
  readonly user?: number;
}

const command = createRequire(import.meta.url).resolve('@karbor/cli/package.json').replace(/package\.json$/, 'dist/karbor.js');
const hook = fileURLToPath(new URL('../../dist/process/kill-hook.js', import.meta.url));

/** A `karbor` command that runs. */
export interface KarborProcess {
  readonly pid: number;
  /** Resolves when it and its watchdog have ended. */
  readonly ended: Promise<Outcome>;
}

export function runKarbor(args: readonly string[], options: ProcessOptions): Promise<Outcome> {
  return startKarbor(args, options).ended;
}

/** Starts the real `karbor` command. */
export function startKarbor(args: readonly string[], options: ProcessOptions): KarborProcess {
  const { workingFolder, environment, isHooked = false, user } = options;
  const inherited = Object.entries(process.env).filter(([name]) => !/^(OS_|KARBOR_|CRASH_|NODE_OPTIONS$|https?_proxy$|no_proxy$)/i.test(name));
  const child = spawn(process.execPath, [...(isHooked ? ['--import', hook] : []), command, ...args], {
    cwd: workingFolder,
    env: { ...Object.fromEntries(inherited), ...environment },
    ...(user !== undefined && { uid: user, gid: user }),
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  const ended = new Promise<Outcome>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }));
  });
  return { pid: child.pid ?? 0, ended };
}
