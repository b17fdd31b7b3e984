import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BankPlugin } from '../../bank.js';
import { KarborError } from '../../errors.js';
import { memoryBank } from '../index.js';

/**
 * A bank as an object store may be: a listing shows the keys of two listings ago, the first two reads after a first put
 * miss it, and of `ifAbsent` puts that overlap all succeed and one stays.
 */
export function laggingBank(): BankPlugin {
  const inner = memoryBank();
  const shownNext: (readonly string[])[] = [[], []];
  const missesLeft = new Map<string, number>();
  return {
    features: { ifAbsent: { settleMs: 1 }, consistency: 'eventual' },
    async putObject(key, bytes, { ifAbsent = false, signal } = {}) {
      signal?.throwIfAborted();
      const isThere = inner.bytes(key) !== undefined;
      if (ifAbsent && isThere) throw new KarborError('KARBOR_OBJECT_EXISTS', `There is "${key}".`);
      await nextTurn();
      if (!isThere) missesLeft.set(key, 2);
      await inner.putObject(key, bytes);
    },
    async getObject(key, options) {
      const misses = missesLeft.get(key) ?? 0;
      missesLeft.set(key, misses - 1);
      if (misses > 0) throw new KarborError('KARBOR_OBJECT_NOT_FOUND', `There is no "${key}" yet.`);
      return await inner.getObject(key, options);
    },
    deleteObject: (key, options) => inner.deleteObject(key, options),
    async *listObjects(prefix, options) {
      shownNext.push(inner.keys());
      const shown = memoryBank();
      for (const key of shownNext.shift() ?? []) await shown.putObject(key, new Uint8Array());
      yield* shown.listObjects(prefix, options);
    },
  };
}
