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
  const failures: unknown[] = [];
  for await (const key of keys) {
    if (underWay.size >= atOnce) await Promise.race(underWay);
    if (failures.length > 0) break;
    const one = remove(key)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => underWay.delete(one));
    underWay.add(one);
  }
  await Promise.all(underWay);
  if (failures.length > 0) throw failures[0];
}
