import type { BankPlugin } from '../bank.js';
import { KarborError } from '../errors.js';
import { SortedKeys } from './sorted-keys.js';

/** A bank in memory, and what a test may see of it. */
export interface MemoryBank extends BankPlugin {
  /** The keys of all objects, in UTF-8 byte order. */
  keys(): readonly string[];
  /** A copy of an object's bytes; `undefined` when there is none. */
  bytes(key: string): Uint8Array | undefined;
  /** How many objects there are. */
  readonly count: number;
  /** In bytes: all values together. */
  readonly size: number;
}

/** A new, empty bank in memory: strong, atomic, of any size. It has no `close`, so that a test can open it again. */
export function memoryBank(): MemoryBank {
  const objects = new Map<string, Uint8Array>();
  const sorted = new SortedKeys();
  return {
    features: { ifAbsent: 'atomic', consistency: 'strong' },

    async putObject(key, bytes, { ifAbsent = false, signal } = {}) {
      signal?.throwIfAborted();
      const isThere = objects.has(key);
      if (isThere && ifAbsent) {
        throw new KarborError('KARBOR_OBJECT_EXISTS', `There is an object "${key}" already.`, { details: { key } });
      }
      if (!isThere) sorted.add(key);
      objects.set(key, Uint8Array.from(bytes));
      return Promise.resolve();
    },

    async getObject(key, { signal } = {}) {
      signal?.throwIfAborted();
      const bytes = objects.get(key);
      if (!bytes) throw new KarborError('KARBOR_OBJECT_NOT_FOUND', `There is no object "${key}".`, { details: { key } });
      return Promise.resolve(Uint8Array.from(bytes));
    },

    async deleteObject(key, { signal } = {}) {
      signal?.throwIfAborted();
      if (objects.delete(key)) sorted.delete(key);
      return Promise.resolve();
    },

    async *listObjects(prefix, { marker, limit = Infinity, reverse = false, signal } = {}) {
      let last = marker;
      for (let given = 0; given < limit; given++) {
        signal?.throwIfAborted();
        const key = await Promise.resolve(reverse ? sorted.previous(prefix, last) : sorted.next(prefix, last));
        if (key === undefined) return;
        yield (last = key);
      }
    },

    keys: () => [...sorted.all],
    bytes: (key) => objects.get(key)?.slice(),
    get count() {
      return objects.size;
    },
    get size() {
      return [...objects.values()].reduce((sum, bytes) => sum + bytes.length, 0);
    },
  };
}
