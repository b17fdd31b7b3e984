import { isKarborError } from '@karbor/plugin-sdk';
import type { BankSection } from '../bank.js';
import { joinKey } from '../object-key.js';
import type { ObjectPlace } from './object-errors.js';
import { readObject } from './read-object.js';
import { chunksOfPart, partUpTo } from './stored-part.js';
import type { StoredPart } from './stored-part.js';

/** A part up to the first chunk that is not there any more. What a listing shows is there; the others are read. */
export async function presentPart(
  bank: BankSection,
  part: StoredPart,
  place: Pick<ObjectPlace, 'resource' | 'name'>,
  signal: AbortSignal,
): Promise<StoredPart> {
  const listed = new Set<string>();
  for (const prefix of new Set(part.runs.map((run) => run.prefix))) {
    for await (const key of bank.listObjects(`${prefix}/`, { signal })) listed.add(key);
  }
  for (const { number, ...expected } of chunksOfPart(part)) {
    if (listed.has(expected.key)) continue;
    try {
      await readObject(bank, expected, { ...place, key: joinKey(bank.prefix, expected.key), chunk: number }, signal);
    } catch (error) {
      if (isKarborError(error, 'KARBOR_OBJECT_CORRUPT')) return partUpTo(part, number - 1);
      throw error;
    }
  }
  return part;
}
