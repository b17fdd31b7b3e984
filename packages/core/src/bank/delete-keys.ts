import type { BankSection } from './bank.js';

const atOnce = 8;

/** Deletes objects, a few at once. @throws the first error, after which no further object is deleted */
export async function deleteKeys(
  bank: BankSection,
  keys: Iterable<string> | AsyncIterable<string>,
  signal?: AbortSignal,
): Promise<void> {
  const options = signal ? { signal } : {};
  await drain(keys, (key) => bank.deleteObject(key, options));
}

/** Deletes what can be deleted; never rejects. What stays is found when its checkpoint is deleted. */
export async function deleteKeysIfPossible(bank: BankSection, keys: Iterable<string>): Promise<void> {
  await drain(keys, (key) => bank.deleteObject(key).catch(() => undefined));
}

async function drain(
  keys: Iterable<string> | AsyncIterable<string>,
  remove: (key: string) => Promise<void>,
): Promise<void> {
  const underWay = new Set<Promise<void>>();
  try {
    for await (const key of keys) {
      if (underWay.size >= atOnce) await Promise.race(underWay);
      const one = remove(key).finally(() => underWay.delete(one));
      one.catch(() => undefined);
      underWay.add(one);
    }
    await Promise.all(underWay);
  } finally {
    await Promise.allSettled(underWay);
  }
}
