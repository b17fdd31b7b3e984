import { execFile } from 'node:child_process';

/** Services and commands get this PATH: a user's may put another Python before Debian's. */
export const systemPath = '/usr/sbin:/usr/bin:/sbin:/bin';

export interface CommandResult {
  /** `null` when it could not be started or was killed. */
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Runs a program of the system to its end, whatever that is. */
export function command(program: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<CommandResult> {
  const env = { PATH: systemPath, LANG: 'C.UTF-8', ...environment };
  return new Promise((resolve) => {
    const child = execFile(program, args, { env, maxBuffer: 2 ** 26 }, (error, output, errors) => {
      resolve({ status: error === null ? 0 : child.exitCode, output, errors: errors || (error?.message ?? '') });
    });
  });
}

/** The last lines of a command's output, for an error message. */
export const tail = ({ output, errors }: CommandResult, lines = 12): string =>
  `${output}\n${errors}`.trim().split('\n').slice(-lines).join('\n');
