/** A stream of the terminal. With `isTTY` a person looks at it. */
export type TerminalStream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** A process that goes on when this one ends. */
export interface DetachedProcess {
  /** Its standard input, which ends with this process. What cannot be written is lost. */
  readonly input: NodeJS.WritableStream;
  /** Calls `handle` when it could not be started. */
  readonly onFailure: (handle: (error: Error) => void) => void;
}

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
  /** Standard input. */
  readonly input?: () => NodeJS.ReadableStream;
  /**
   * Starts the `karbor` command as a process of its own that no signal to this one reaches, in the same folder and
   * environment, with the same standard error. Without it nothing lets a server go when this process is killed.
   */
  readonly startDetached?: (args: readonly string[]) => DetachedProcess;
  /** Ends the process now, whatever is under way. */
  readonly exitNow: (code: number) => void;
}
