import { isKarborError } from '@karbor/plugin-sdk';
import type { BankSection } from './bank.js';
import { pause } from './pause.js';

/** In milliseconds: how long what was just put may stay unseen on a bank of eventual consistency. */
const longestLag = 3000;

/** In milliseconds: how far reads of this bank may lag behind its writes. */
export function lagOf({ features }: Pick<BankSection, 'features'>): number {
  return features.consistency === 'eventual' ? longestLag : 0;
}

/** What is there; it is taken to be nothing only after the lag that the bank may have. */
export async function findObject(
  bank: Pick<BankSection, 'features' | 'getObject'>,
  key: string,
  signal?: AbortSignal,
): Promise<Uint8Array | undefined> {
  const lag = lagOf(bank);
  for (let next = 50; ; next *= 2) {
    const bytes = await seeObject(bank, key, signal);
    if (bytes || next > lag) return bytes;
    await pause(next, signal);
  }
}

/** What one look sees. */
export async function seeObject(
  bank: Pick<BankSection, 'getObject'>,
  key: string,
  signal?: AbortSignal,
): Promise<Uint8Array | undefined> {
  try {
    return await bank.getObject(key, signal && { signal });
  } catch (error) {
    if (isKarborError(error, 'KARBOR_OBJECT_NOT_FOUND')) return undefined;
    throw error;
  }
}
