import { compareKeys } from '@karbor/plugin-sdk';
import type { NamedObjectRecord, ObjectsDelta } from './object-record.js';

/** The objects of one resource that count: what the manifest lists, and what hooks that ended left. */
export class ResourceObjects {
  readonly #byName: Map<string, NamedObjectRecord>;

  constructor(records: Iterable<NamedObjectRecord> = []) {
    this.#byName = new Map(Array.from(records, (record) => [record.name, record]));
  }

  get size(): number {
    return this.#byName.size;
  }

  get(name: string): NamedObjectRecord | undefined {
    return this.#byName.get(name);
  }

  names(): IterableIterator<string> {
    return this.#byName.keys();
  }

  /** In UTF-8 byte order of the names. */
  records(): readonly NamedObjectRecord[] {
    return [...this.#byName.values()].sort((left, right) => compareKeys(left.name, right.name));
  }

  apply(delta: ObjectsDelta): void {
    for (const name of delta.removed) this.#byName.delete(name);
    for (const record of delta.put) this.#byName.set(record.name, record);
  }
}
