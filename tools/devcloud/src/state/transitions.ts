import type { DevcloudOptions, TransitionKind } from '../api/options.js';

const defaultDelay = 10;

/** Work that goes on after an answer was sent: what makes a `creating` volume `available`. */
export class Transitions {
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #running = new Set<Promise<void>>();
  #waiting: (() => void)[] = [];
  #holds = 0;
  #held: (() => void)[] = [];
  #stopped = false;

  constructor(
    private readonly delay: DevcloudOptions['delay'],
    private readonly afterEach: () => Promise<void>,
  ) {}

  #delayOf(kind: TransitionKind): number {
    return (typeof this.delay === 'object' ? this.delay[kind] : this.delay) ?? defaultDelay;
  }

  /** `work` starts after the delay of its kind; when it fails, `failed` puts the record into its error state. */
  begin(kind: TransitionKind, work: () => Promise<void> | void, failed: () => void): void {
    if (this.#stopped) return;
    const timer = setTimeout(() => {
      const run = this.#run(work, failed).finally(() => {
        this.#timers.delete(timer);
        this.#running.delete(run);
        this.#tellSettled();
      });
      this.#running.add(run);
    }, this.#delayOf(kind));
    this.#timers.add(timer);
  }

  /** Nothing begins its work until the returned function is called. */
  hold(): () => void {
    this.#holds += 1;
    let open = false;
    return () => {
      if (open) return;
      open = true;
      this.#holds -= 1;
      if (this.#holds === 0) this.#letGo();
    };
  }

  #letGo(): void {
    const held = this.#held;
    this.#held = [];
    for (const resolve of held) resolve();
  }

  async #run(work: () => Promise<void> | void, failed: () => void): Promise<void> {
    if (this.#holds > 0) await new Promise<void>((resolve) => this.#held.push(resolve));
    if (this.#stopped) return;
    try {
      await work();
    } catch {
      failed();
    }
    await this.afterEach();
  }

  #tellSettled(): void {
    if (this.#timers.size > 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  async settled(): Promise<void> {
    if (this.#timers.size > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** What has not started never will; resolves when what is running has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    const running = [...this.#running];
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#letGo();
    await Promise.allSettled(running);
    this.#tellSettled();
  }
}
