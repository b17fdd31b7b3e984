import { compareKeys } from '@karbor/plugin-sdk';
import type { NamedObjectRecord, ObjectRecord, ObjectsDelta } from './object-record.js';
import type { ResourceObjects } from './resource-objects.js';

/** What one attempt put and removed, over what counts. */
export class SectionOverlay {
  readonly #objects: ResourceObjects;
  readonly #put = new Map<string, NamedObjectRecord>();
  /** Never a name that is put. */
  readonly #removed = new Set<string>();
  /** How many names are put that were not there before. */
  #added = 0;

  constructor(objects: ResourceObjects) {
    this.#objects = objects;
  }

  get(name: string): NamedObjectRecord | undefined {
    return this.#put.get(name) ?? (this.#removed.has(name) ? undefined : this.#objects.get(name));
  }

  /** In UTF-8 byte order. */
  names(prefix: string): string[] {
    const before = [...this.#objects.names()].filter((name) => !this.#removed.has(name) && !this.#put.has(name));
    return [...before, ...this.#put.keys()].filter((name) => name.startsWith(prefix)).sort(compareKeys);
  }

  /** How many names there are. */
  get size(): number {
    return this.#objects.size + this.#added - this.#removed.size;
  }

  /** Gives the attempt's own record that it takes the place of. */
  put(name: string, record: ObjectRecord): ObjectRecord | undefined {
    const replaced = this.#put.get(name);
    if (!replaced && !this.#objects.get(name)) this.#added += 1;
    this.#removed.delete(name);
    this.#put.set(name, { name, ...record });
    return replaced;
  }

  /** Gives the attempt's own record that is gone. */
  remove(name: string): ObjectRecord | undefined {
    const own = this.#put.get(name);
    this.#put.delete(name);
    if (this.#objects.get(name)) this.#removed.add(name);
    else if (own) this.#added -= 1;
    return own;
  }

  /** The attempt's own records. */
  own(): readonly ObjectRecord[] {
    return [...this.#put.values()];
  }

  delta(): ObjectsDelta {
    return {
      put: [...this.#put.values()].sort((left, right) => compareKeys(left.name, right.name)),
      removed: [...this.#removed].sort(compareKeys),
    };
  }

  /** What takes the delta back. */
  inverse(): ObjectsDelta {
    const before = [...this.#removed, ...this.#put.keys()].flatMap((name) => this.#objects.get(name) ?? []);
    return { put: before, removed: [...this.#put.keys()].filter((name) => !this.#objects.get(name)) };
  }
}
