import { Writable } from 'node:stream';
import type { Terminal, TerminalStream } from './terminal/terminal.js';

/** A terminal whose output is kept, and which a test interrupts. */
export interface TestTerminal extends Terminal {
  readonly output: () => string;
  readonly errors: () => string;
  readonly interrupt: () => void;
  /** The exit codes that were asked for at once. */
  readonly exits: readonly number[];
}

export interface TestTerminalOptions {
  readonly workingFolder: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Standard error is looked at by a person. */
  readonly isTTY?: boolean;
  /** Called with each piece of output. When it throws the output is closed. */
  readonly onOutput?: (text: string) => void;
}

export function testTerminal(options: TestTerminalOptions): TestTerminal {
  const output: string[] = [];
  const errors: string[] = [];
  const exits: number[] = [];
  const interrupts = new Set<() => void>();
  return {
    out: collector((text) => {
      output.push(text);
      options.onOutput?.(text);
    }),
    err: Object.assign(
      collector((text) => errors.push(text)),
      { isTTY: options.isTTY ?? false, columns: 120 },
    ),
    environment: options.environment ?? {},
    workingFolder: options.workingFolder,
    installation: import.meta.url,
    onInterrupt: (handle) => {
      interrupts.add(handle);
      return () => void interrupts.delete(handle);
    },
    onFault: () => () => undefined,
    exitNow: (code) => void exits.push(code),
    output: () => output.join(''),
    errors: () => errors.join(''),
    interrupt: () => {
      for (const handle of interrupts) handle();
    },
    exits,
  };
}

function collector(take: (text: string) => void): TerminalStream {
  return new Writable({
    decodeStrings: false,
    write(text: string, _encoding, done) {
      try {
        take(text);
        done();
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    },
  });
}
