/** A stream of the terminal. With `isTTY` a person looks at it. */
export type TerminalStream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** What the command line needs of the process that it runs in. */
export interface Terminal {
  /** Results go here. It may close at any time. */
  readonly out: TerminalStream;
  /** Progress, warnings and errors go here. It may close at any time. */
  readonly err: TerminalStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingFolder: string;
  /** A folder, or the URL of a module, that is installed with the command: plugins and banks are looked for there last. */
  readonly installation: string;
  /** Calls `handle` on each interrupt (Ctrl-C, SIGTERM) until the returned function is called. */
  readonly onInterrupt: (handle: () => void) => () => void;
  /** Calls `handle` with each error that nobody caught, until the returned function is called. */
  readonly onFault: (handle: (error: unknown) => void) => () => void;
  /** Ends the process now, whatever is under way. */
  readonly exitNow: (code: number) => void;
}
