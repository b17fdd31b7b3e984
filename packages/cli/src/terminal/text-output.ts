import type { TerminalStream } from './terminal.js';

const outputs = new WeakMap<TerminalStream, TextOutput>();

/** Text to a stream that may close at any time, as a pipe to `head` does: then nothing more is written. */
export class TextOutput {
  readonly stream: TerminalStream;
  #isClosed = false;

  private constructor(stream: TerminalStream) {
    this.stream = stream;
    // For good: the error of the last write may come when everything else is over.
    stream.on('error', () => {
      this.#isClosed = true;
    });
  }

  static to(stream: TerminalStream): TextOutput {
    const output = outputs.get(stream) ?? new TextOutput(stream);
    outputs.set(stream, output);
    return output;
  }

  /** Nobody reads any more. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Settles when the text was taken, or when nobody takes it any more. Never rejects. */
  write(text: string): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    return new Promise((resolve) => {
      this.stream.write(text, (error) => {
        if (error) this.#isClosed = true;
        resolve();
      });
    });
  }
}
