import type { Messages } from './terminal/messages.js';
import type { Terminal } from './terminal/terminal.js';
import type { TextOutput } from './terminal/text-output.js';

/** What one run of the command works with. */
export interface Invocation extends Pick<Terminal, 'environment' | 'workingFolder' | 'installation' | 'input' | 'startDetached'> {
  /** Results go here. */
  readonly out: TextOutput;
  /** Progress goes here. */
  readonly err: TextOutput;
  /** Warnings and errors go here. */
  readonly messages: Messages;
  /** Aborted when the command is to stop. */
  readonly signal: AbortSignal;
}
