import { setMaxListeners } from 'node:events';
import { KarborError } from '@karbor/plugin-sdk';
import type { BankPlugin } from '@karbor/plugin-sdk';
import { NoAnswer } from './call-gate.js';
import type { Call, CallGate } from './call-gate.js';

interface BankCall<Result> {
  readonly method: string;
  readonly key: string;
  readonly changes: boolean;
  readonly signal: AbortSignal | undefined;
  readonly act: () => Promise<Result>;
}

/** A bank as one process sees it, whose calls go through a gate. */
export function gatedBank(inner: BankPlugin, gate: CallGate): BankPlugin {
  const pass = async <Result>({ method, key, changes, signal, act }: BankCall<Result>): Promise<Result> => {
    const call: Call = { side: 'bank', changes, what: `${method} ${key}` };
    try {
      return await gate.pass(call, act);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      if (error.why === 'never') await aborted(signal);
      throw new KarborError('KARBOR_BANK_FAILED', `${call.what} failed: ${error.message}`, { cause: error });
    }
  };
  return {
    features: inner.features,
    putObject: (key, bytes, options) =>
      pass({ method: 'putObject', key, changes: true, signal: options?.signal, act: () => inner.putObject(key, bytes, options) }),
    getObject: (key, options) =>
      pass({ method: 'getObject', key, changes: false, signal: options?.signal, act: () => inner.getObject(key, options) }),
    deleteObject: (key, options) =>
      pass({ method: 'deleteObject', key, changes: true, signal: options?.signal, act: () => inner.deleteObject(key, options) }),
    async *listObjects(prefix, options) {
      const act = async () => {
        const found: string[] = [];
        for await (const key of inner.listObjects(prefix, options)) found.push(key);
        return found;
      };
      yield* await pass({ method: 'listObjects', key: prefix, changes: false, signal: options?.signal, act });
    },
  };
}

/** Rejects as soon as the caller gives up; a caller that cannot waits for ever. */
function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    // Many calls of one operation may wait for the same.
    if (signal) setMaxListeners(0, signal);
    const giveUp = () => reject(signal?.reason as Error);
    if (signal?.aborted === true) giveUp();
    signal?.addEventListener('abort', giveUp, { once: true });
  });
}
