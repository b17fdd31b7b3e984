import { KarborError } from '@karbor/plugin-sdk';
import type { BankSection } from './bank.js';
import { findObject } from './find-object.js';
import { joinKey } from './object-key.js';
import { pause } from './pause.js';

type ClaimedBank = Pick<BankSection, 'prefix' | 'features' | 'putObject' | 'getObject'>;

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
  const stored = await findObject(bank, key, signal).catch((error: unknown) => {
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
