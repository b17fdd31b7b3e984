import { fileURLToPath } from 'node:url';
import { startDetached } from './start-detached.js';
import type { Terminal } from './terminal.js';

const showCursor = '\u001b[?25h';
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The terminal of this process. */
export function processTerminal(): Terminal {
  return {
    out: process.stdout,
    err: process.stderr,
    environment: process.env,
    workingFolder: process.cwd(),
    installation: fileURLToPath(new URL('../..', import.meta.url)),
    onInterrupt: (handle) => {
      for (const signal of signals) process.on(signal, handle);
      return () => {
        for (const signal of signals) process.off(signal, handle);
      };
    },
    onFault: (handle) => {
      // A rejection that nobody handles comes here too.
      process.on('uncaughtException', handle);
      return () => void process.off('uncaughtException', handle);
    },
    input: () => process.stdin,
    startDetached,
    exitNow: (code) => {
      // Live progress has hidden it.
      if (process.stderr.isTTY) process.stderr.write(showCursor);
      process.exit(code);
    },
  };
}
