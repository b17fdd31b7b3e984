import { defineBank, KarborError } from '@karbor/plugin-sdk';
import type { BankPlugin } from '@karbor/plugin-sdk';
import { ClassicLevel } from 'classic-level';
import { z } from 'zod';

type Database = ClassicLevel<string, Uint8Array>;

/** A bank in a LevelDB database: keys in the order of their bytes, and only one process at a time. */
export default defineBank({
  name: '@example/karbor-bank-hello',
  configSection: 'hello_bank',
  configSchema: z.object({ path: z.string().min(1) }),
  async create({ config }) {
    const database: Database = new ClassicLevel(config.path, { keyEncoding: 'utf8', valueEncoding: 'view' });
    try {
      await database.open();
    } catch (error) {
      // LevelDB says why one level deeper: a folder that is not there, or another process that has the database.
      const cause: unknown = error instanceof Error ? (error.cause ?? error) : error;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new KarborError('KARBOR_BANK_FAILED', `The database ${config.path} cannot be opened: ${reason}`, { cause });
    }
    return levelBank(database);
  },
});

function levelBank(database: Database): BankPlugin {
  // LevelDB has no "put if absent": puts of this process, the only one that has the database, go one after the other.
  let lastPut: Promise<unknown> = Promise.resolve();
  return {
    features: { ifAbsent: 'atomic', consistency: 'strong' },
    putObject(key, bytes, { ifAbsent = false, signal } = {}) {
      const copy = bytes.slice();
      const put = lastPut.then(async () => {
        signal?.throwIfAborted();
        if (ifAbsent && (await database.get(key)) !== undefined) {
          throw new KarborError('KARBOR_OBJECT_EXISTS', `There is an object "${key}" already.`, { details: { key } });
        }
        await database.put(key, copy, { sync: true });
      });
      lastPut = put.catch(() => undefined);
      return put;
    },
    async getObject(key, { signal } = {}) {
      signal?.throwIfAborted();
      const bytes = await database.get(key);
      if (bytes) return bytes;
      throw new KarborError('KARBOR_OBJECT_NOT_FOUND', `There is no object "${key}".`, { details: { key } });
    },
    async deleteObject(key, { signal } = {}) {
      signal?.throwIfAborted();
      await database.del(key, { sync: true });
    },
    async *listObjects(prefix, { marker, limit = -1, reverse = false, signal } = {}) {
      for await (const key of database.keys({ ...range(prefix, marker, reverse), limit, reverse, keyEncoding: 'buffer' })) {
        signal?.throwIfAborted();
        yield key.toString();
      }
    },
    close: () => database.close(),
  };
}

/** The bytes between which the keys of a listing are. No UTF-8 holds the byte 255. */
function range(prefix: string, marker: string | undefined, reverse: boolean): { gt?: Buffer; gte?: Buffer; lt: Buffer } {
  const first = Buffer.from(prefix);
  const end = Buffer.concat([first, Buffer.of(255)]);
  if (marker === undefined) return { gte: first, lt: end };
  const mark = Buffer.from(marker);
  if (reverse) return { gte: first, lt: mark.compare(end) < 0 ? mark : end };
  return mark.compare(first) < 0 ? { gte: first, lt: end } : { gt: mark, lt: end };
}
