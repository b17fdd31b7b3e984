import { KarborError } from '@karbor/plugin-sdk';
import { exitCodes } from '../exit-codes.js';
import { errorText } from '../output/error.js';
import type { Messages } from './messages.js';
import type { Terminal } from './terminal.js';

/** What tells a command to stop. */
export interface Interrupts {
  /** Aborted, with `KARBOR_CANCELLED`, by the first interrupt or uncaught error. */
  readonly signal: AbortSignal;
  /** Whether an error came up that nobody caught. */
  readonly isFaulty: () => boolean;
  readonly stopListening: () => void;
}

/** The first interrupt cancels what runs, the second one says to wait, and the third one ends the process. */
export function listenToInterrupts(terminal: Terminal, messages: Messages, debug: boolean): Interrupts {
  const controller = new AbortController();
  let interrupts = 0;
  let isFaulty = false;
  const stop = (reason: string) => controller.abort(new KarborError('KARBOR_CANCELLED', reason));
  const stopListening = [
    terminal.onInterrupt(() => {
      interrupts += 1;
      if (interrupts === 2) messages.line('Still ending what runs. Once more, and this ends at once and may leave something behind.');
      if (interrupts > 2) terminal.exitNow(exitCodes.cancelled);
      stop('It was interrupted.');
    }),
    // A bug in a plugin must not keep a server paused: what runs is cancelled, and so taken back.
    terminal.onFault((error) => {
      isFaulty = true;
      messages.block(errorText(error, { debug }));
      stop('It came upon an error that nobody handles.');
    }),
  ];
  return {
    signal: controller.signal,
    isFaulty: () => isFaulty,
    stopListening: () => {
      for (const stopOne of stopListening) stopOne();
    },
  };
}
