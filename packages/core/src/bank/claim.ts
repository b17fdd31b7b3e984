import { setTimeout as delay } from 'node:timers/promises';
import { isKarborError, KarborError } from '@karbor/plugin-sdk';
import type { BankSection } from './bank.js';
import { joinKey } from './object-key.js';

type ClaimedBank = Pick<BankSection, 'prefix' | 'features' | 'putObject' | 'getObject'>;

/** In milliseconds: how long what was just put may stay unseen on a bank of eventual consistency. */
const longestLag = 3000;

/** `claimObject` of any section, on its other methods. */
export async function claimObject(
  bank: ClaimedBank,
  key: string,
  bytes: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { ifAbsent } = bank.features;
  const failure = await put(bank, key, bytes, signal);
  if (!failure && ifAbsent === 'atomic') return;
  if (ifAbsent !== 'atomic') await pause(ifAbsent.settleMs, signal);
  const stored = await readBack(bank, key, signal).catch((error: unknown) => {
    throw failure ? failure.error : error;
  });
  if (stored && Buffer.compare(stored, bytes) === 0) return;
  if (failure) throw failure.error;
  const full = joinKey(bank.prefix, key);
  throw new KarborError('KARBOR_OBJECT_EXISTS', `"${full}" was created by another at the same time.`, {
    details: { key: full },
  });
}

async function put(bank: ClaimedBank, key: string, bytes: Uint8Array, signal: AbortSignal | undefined) {
  try {
    await bank.putObject(key, bytes, { ifAbsent: true, ...(signal && { signal }) });
    return undefined;
  } catch (error) {
    signal?.throwIfAborted();
    return { error };
  }
}

/** What is there; it is taken to be nothing only after the lag that the bank may have. */
async function readBack(
  bank: ClaimedBank,
  key: string,
  signal: AbortSignal | undefined,
): Promise<Uint8Array | undefined> {
  const lag = bank.features.consistency === 'eventual' ? longestLag : 0;
  for (let next = 50; ; next *= 2) {
    try {
      return await bank.getObject(key, signal && { signal });
    } catch (error) {
      if (!isKarborError(error, 'KARBOR_OBJECT_NOT_FOUND')) throw error;
      if (next > lag) return undefined;
    }
    await pause(next, signal);
  }
}

async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await delay(milliseconds, undefined, signal && { signal });
  } catch (error) {
    throw signal?.aborted ? signal.reason : error;
  }
}
