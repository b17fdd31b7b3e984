import { isKarborError } from '@karbor/plugin-sdk';
import type { BankSection } from '../bank.js';
import { sha256 } from '../record.js';
import { corruptObject } from './object-errors.js';
import type { ObjectPlace } from './object-errors.js';

/** What an object must be when it is read. */
export interface ExpectedObject {
  /** In the section of the bank that it is read from. */
  readonly key: string;
  readonly size: number;
  readonly sha256: string;
}

/** Reads an object and checks it. @throws KarborError `KARBOR_OBJECT_CORRUPT`, also when it is missing */
export async function readObject(
  bank: BankSection,
  expected: ExpectedObject,
  place: ObjectPlace,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const bytes = await read(bank, expected.key, place, signal);
  if (bytes.length !== expected.size) {
    throw corruptObject(place, `it is ${bytes.length} bytes long and was ${expected.size}`);
  }
  if (sha256(bytes) !== expected.sha256) throw corruptObject(place, 'its SHA-256 is another');
  return bytes;
}

async function read(bank: BankSection, key: string, place: ObjectPlace, signal?: AbortSignal): Promise<Uint8Array> {
  try {
    return await bank.getObject(key, signal && { signal });
  } catch (error) {
    if (isKarborError(error, 'KARBOR_OBJECT_NOT_FOUND')) throw corruptObject(place, 'it is missing', error);
    throw error;
  }
}
