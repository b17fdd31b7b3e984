import { compareKeys } from '@karbor/plugin-sdk';

/** Which keys a listing gives, and in what order. */
export class ListRange {
  readonly #sign: 1 | -1;

  constructor(
    readonly prefix: string,
    readonly marker: string | undefined,
    reverse: boolean,
  ) {
    this.#sign = reverse ? -1 : 1;
  }

  /** Negative when the listing gives `left` before `right`. */
  compare(left: string, right: string): number {
    return this.#sign * compareKeys(left, right);
  }

  hasKey(key: string): boolean {
    return key.startsWith(this.prefix) && (this.marker === undefined || this.compare(key, this.marker) > 0);
  }

  /** Whether there may be a key in the range that starts with `base`. */
  mayHaveKeysIn(base: string): boolean {
    if (!base.startsWith(this.prefix) && !this.prefix.startsWith(base)) return false;
    return this.marker === undefined || this.marker.startsWith(base) || this.compare(base, this.marker) > 0;
  }
}
