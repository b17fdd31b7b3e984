import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';

/** What a run of the command printed. */
export interface KarborResult {
  readonly out: string;
}

const command = createRequire(import.meta.url).resolve('@karbor/cli/package.json').replace(/package\.json$/, 'dist/karbor.js');

/** Gives a function that runs the real `karbor` command in a folder. It rejects, with what was said, unless it exits with 0. */
export function karborCommand(folder: string, environment: Readonly<Record<string, string>>) {
  return (args: readonly string[]): Promise<KarborResult> =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [command, ...args], { cwd: folder, env: { ...process.env, ...environment } });
      const out: Buffer[] = [];
      const err: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
      child.on('error', reject);
      child.on('close', (code) => {
        if (code === 0) resolve({ out: Buffer.concat(out).toString() });
        else reject(new Error(`karbor ${args.join(' ')} ended with ${String(code)}:\n${Buffer.concat(err).toString()}`));
      });
    });
}
