import type { OperationEvent } from '@karbor/core';

/** Counts what an operation tells. */
export class Tally {
  done = 0;
  bytes = 0;
  readonly #running = new Map<string, string>();
  readonly #bytesOf = new Map<string, number>();

  add(event: OperationEvent): void {
    if (event.type === 'hook') {
      const [first] = event.resources;
      const key = `${event.hook} ${first?.type ?? ''}#${first?.id ?? ''}`;
      if (event.status === 'started') this.#running.set(key, `${event.hook} ${first?.name || first?.id || ''}`);
      else this.#running.delete(key);
      if (event.status === 'ended') this.done += 1;
    }
    if (event.type === 'progress' && event.done !== undefined) {
      const [first] = event.resources;
      const key = `${event.hook} ${first?.type ?? ''}#${first?.id ?? ''} ${event.message ?? ''}`;
      this.bytes += Math.max(0, event.done - (this.#bytesOf.get(key) ?? 0));
      this.#bytesOf.set(key, event.done);
    }
  }

  /** What runs now, oldest first. */
  get running(): readonly string[] {
    return [...this.#running.values()];
  }
}
