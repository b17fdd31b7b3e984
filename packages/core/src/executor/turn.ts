/** So many hooks start before timers, signals and other input have their turn. */
const most = 2000;

/** Counts what starts in one turn of the event loop. Hooks that end at once would else keep everybody else waiting. */
export class Turn {
  readonly #next: () => void;
  #left = most;

  /** `next` is called when a turn that was full has passed. */
  constructor(next: () => void) {
    this.#next = next;
  }

  get isOpen(): boolean {
    return this.#left > 0;
  }

  count(): void {
    this.#left -= 1;
    if (this.#left > 0) return;
    setImmediate(() => {
      this.#left = most;
      this.#next();
    });
  }
}
