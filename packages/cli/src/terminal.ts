import { version } from './version.js';

/** What the command line needs of the process that it runs in. */
export interface Terminal {
  /** Results go here. */
  readonly out: (text: string) => void;
  /** Progress and errors go here. */
  readonly err: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingFolder: string;
  /** Where modules are looked for last: with the command itself. */
  readonly installation: string;
  readonly version: string;
  /** Calls `handle` on each interrupt (Ctrl-C, SIGTERM) until the returned function is called. */
  readonly onInterrupt: (handle: () => void) => () => void;
  /** Ends the process now, whatever is under way. */
  readonly exitNow: (code: number) => void;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The terminal of this process. */
export function processTerminal(): Terminal {
  return {
    out: (text) => void process.stdout.write(text),
    err: process.stderr,
    environment: process.env,
    workingFolder: process.cwd(),
    installation: import.meta.url,
    version,
    onInterrupt: (handle) => {
      for (const signal of signals) process.on(signal, handle);
      return () => {
        for (const signal of signals) process.off(signal, handle);
      };
    },
    exitNow: (code) => process.exit(code),
  };
}
