import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { DetachedProcess } from './terminal.js';

const command = fileURLToPath(new URL('../karbor.js', import.meta.url));

/** Starts this command in a session of its own, so that neither Ctrl-C nor a signal to the process group reaches it. */
export function startDetached(args: readonly string[]): DetachedProcess {
  const child = spawn(process.execPath, [command, ...args], { detached: true, stdio: ['pipe', 'ignore', 'inherit'] });
  const { stdin } = child;
  // Neither the process nor the pipe to it keeps this one.
  child.unref();
  if (stdin instanceof Socket) stdin.unref();
  // When it is gone there is nobody to tell.
  stdin.on('error', () => undefined);
  return { input: stdin, onFailure: (handle) => void child.on('error', handle) };
}
