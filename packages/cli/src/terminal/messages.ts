import { oneLine } from '../output/printable.js';
import type { TextOutput } from './text-output.js';

/** Lines for people, on standard error: above the live progress while there is some. */
export class Messages {
  readonly #output: TextOutput;
  #above: ((line: string) => void) | undefined;

  constructor(output: TextOutput) {
    this.#output = output;
  }

  /** Says something in one line, whatever it holds. */
  line(text: string): void {
    this.block(`${oneLine(text)}\n`);
  }

  /** Says something in several lines, the last of them ended too. */
  block(text: string): void {
    if (this.#above) this.#above(text);
    else void this.#output.write(text);
  }

  /** Until the returned function is called, `show` is given what is said. */
  divert(show: (lines: string) => void): () => void {
    this.#above = show;
    return () => {
      this.#above = undefined;
    };
  }
}
