import type { HookTask } from './hook-runner.js';

const [waiting, running, over, skipped] = [0, 1, 2, 3];

/** What has become of each task of a flow so far. */
export class TaskStates {
  readonly #states: Uint8Array;
  #left: number;

  constructor(count: number) {
    this.#states = new Uint8Array(count);
    this.#left = count;
  }

  /** How many tasks wait or run. */
  get left(): number {
    return this.#left;
  }

  /** It has not started, or waits to run again. */
  isWaiting({ index }: HookTask): boolean {
    return this.#states[index] === waiting;
  }

  isRunning({ index }: HookTask): boolean {
    return this.#states[index] === running;
  }

  isSkipped({ index }: HookTask): boolean {
    return this.#states[index] === skipped;
  }

  /** It has ended, failed, been skipped or been abandoned. */
  isOver({ index }: HookTask): boolean {
    return (this.#states[index] as number) >= over;
  }

  start({ index }: HookTask): void {
    this.#states[index] = running;
  }

  /** It will run again. */
  wait({ index }: HookTask): void {
    this.#states[index] = waiting;
  }

  end({ index }: HookTask): void {
    this.#states[index] = over;
    this.#left -= 1;
  }

  skip({ index }: HookTask): void {
    this.#states[index] = skipped;
    this.#left -= 1;
  }
}
