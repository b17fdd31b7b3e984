import { compareKeys } from '../key-order.js';

/** A set of keys in UTF-8 byte order. */
export class SortedKeys {
  readonly #keys: string[] = [];

  get all(): readonly string[] {
    return this.#keys;
  }

  /** Adds a key that is not in the set. */
  add(key: string): void {
    this.#keys.splice(this.#count((one) => compareKeys(one, key) < 0), 0, key);
  }

  /** Removes a key that is in the set. */
  delete(key: string): void {
    this.#keys.splice(this.#count((one) => compareKeys(one, key) < 0), 1);
  }

  /** The first key that starts with `prefix`, and comes after `marker` when one is given. */
  next(prefix: string, marker: string | undefined): string | undefined {
    const key = this.#keys[this.#count((one) => compareKeys(one, prefix) < 0 || !isAfter(one, marker))];
    return key?.startsWith(prefix) ? key : undefined;
  }

  /** The last key that starts with `prefix`, and comes before `marker` when one is given. */
  previous(prefix: string, marker: string | undefined): string | undefined {
    const isInside = (one: string) => compareKeys(one, prefix) < 0 || one.startsWith(prefix);
    const key = this.#keys[this.#count((one) => isInside(one) && isBefore(one, marker)) - 1];
    return key?.startsWith(prefix) ? key : undefined;
  }

  /** How many keys `holds` is true for, where it is true for the first ones only. */
  #count(holds: (key: string) => boolean): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const key = this.#keys[middle];
      if (key !== undefined && holds(key)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function isAfter(key: string, marker: string | undefined): boolean {
  return marker === undefined || compareKeys(key, marker) > 0;
}

function isBefore(key: string, marker: string | undefined): boolean {
  return marker === undefined || compareKeys(key, marker) < 0;
}
