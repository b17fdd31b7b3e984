import type { TerminalStream } from './terminal.js';

const outputs = new WeakMap<TerminalStream, TextOutput>();

/** Text to a stream that may close at any time, as a pipe to `head` does: then nothing more is written. */
export class TextOutput {
  readonly stream: TerminalStream;
  #written = 0;
  #failure: Error | undefined;
  #isClosed = false;
  #last: Promise<void> = Promise.resolve();

  private constructor(stream: TerminalStream) {
    this.stream = stream;
    // For good: the error of the last write may come when everything else is over.
    stream.on('error', (error: Error) => this.#close(error));
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

  /** How many characters were written. */
  get written(): number {
    return this.#written;
  }

  /** Why not everything could be written, unless nobody reads any more. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Settles when the text was taken, or when nobody takes it any more. Never rejects. */
  write(text: string): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    this.#written += text.length;
    this.#last = new Promise((resolve) => {
      this.stream.write(text, (error) => {
        if (error) this.#close(error);
        resolve();
      });
    });
    return this.#last;
  }

  /** Settles when everything was taken. */
  flushed(): Promise<void> {
    return this.#last;
  }

  #close(error: Error): void {
    this.#isClosed = true;
    const isReaderGone = 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED');
    if (!isReaderGone) this.#failure ??= error;
  }
}
