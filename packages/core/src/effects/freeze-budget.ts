import type { OutstandingEffect } from './outstanding-effect.js';

/** In milliseconds: longer than this no timer runs. */
const longestTimer = 2 ** 31 - 1;

/** Watches over effects that may be held until a certain time only. */
export class FreezeBudget {
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #exceeded: (effect: OutstandingEffect) => void;

  /** `exceeded` is told when the time of an effect has come, whether it is held then or not. */
  constructor(exceeded: (effect: OutstandingEffect) => void) {
    this.#exceeded = exceeded;
  }

  watch(effect: OutstandingEffect): void {
    const { until } = effect;
    if (!until) return;
    const left = Math.min(Math.max(until.getTime() - Date.now(), 0), longestTimer);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      // It may have come early.
      if (until.getTime() > Date.now()) this.watch(effect);
      else this.#exceeded(effect);
    }, left);
    this.#timers.add(timer);
  }

  /** Watches no more. */
  end(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
