import { heard } from './told.js';

/**
 * `gone`: it has ended without a goodbye. `overdue`: it has not let go in time what was to stand still for a limited time
 * only; perhaps it was stopped.
 */
export type Trouble = 'gone' | 'overdue';

/** Milliseconds that it has to let go itself what is overdue. */
const grace = 1000;

/** In milliseconds: longer than this no timer runs. */
const longestTimer = 2 ** 31 - 1;

/** The process at the other end of a pipe, as far as it tells what it holds still. */
export class WatchedProcess {
  /** Until when it may hold what it holds, by tag. */
  readonly #held = new Map<string, number>();
  #end: 'gone' | 'goodbye' | undefined;
  #changed: () => void = () => undefined;

  constructor(input: NodeJS.ReadableStream) {
    void this.#listen(input);
  }

  /** What is wrong with it, as soon as something is; ends with its goodbye, or when it is gone. What is overdue is told once. */
  async *troubles(): AsyncGenerator<Trouble> {
    while (this.#end === undefined) {
      if (this.#forgetOverdue()) yield 'overdue';
      else await this.#change();
    }
    if (this.#end === 'gone') yield 'gone';
  }

  async #listen(input: NodeJS.ReadableStream): Promise<void> {
    let end: 'gone' | 'goodbye' = 'gone';
    let rest = '';
    try {
      for await (const chunk of input) {
        const lines = (rest + chunk.toString()).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) if (this.#take(line) === 'goodbye') end = 'goodbye';
        if (end === 'goodbye') break;
        this.#changed();
      }
    } catch {
      // It broke off.
    }
    this.#end = end;
    this.#changed();
  }

  #take(line: string): string {
    const { what, tag, until } = heard(line);
    if (what === 'holds') this.#held.set(tag, until + grace);
    if (what === 'let-go') this.#held.delete(tag);
    return what;
  }

  #forgetOverdue(): boolean {
    const now = Date.now();
    const overdue = [...this.#held].filter(([, until]) => until <= now);
    for (const [tag] of overdue) this.#held.delete(tag);
    return overdue.length > 0;
  }

  /** Waits until it tells something, or something is overdue. */
  #change(): Promise<void> {
    const left = Math.min(...this.#held.values(), Infinity) - Date.now();
    return new Promise((resolve) => {
      const timer = Number.isFinite(left) ? setTimeout(resolve, Math.min(Math.max(left, 0), longestTimer)) : undefined;
      this.#changed = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
