import { KarborError } from '@karbor/plugin-sdk';
import type { BankPlugin } from '@karbor/plugin-sdk';
import { NoAnswer } from './call-gate.js';
import type { Call, CallGate } from './call-gate.js';

/** A bank as one process sees it, whose calls go through a gate. */
export function gatedBank(inner: BankPlugin, gate: CallGate): BankPlugin {
  const pass = async <Result>(method: string, key: string, changes: boolean, act: () => Promise<Result>): Promise<Result> => {
    const call: Call = { side: 'bank', changes, what: `${method} ${key}` };
    try {
      return await gate.pass(call, act);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      throw new KarborError('KARBOR_BANK_FAILED', `${call.what} failed: ${error.message}`, { cause: error });
    }
  };
  return {
    features: inner.features,
    putObject: (key, bytes, options) => pass('putObject', key, true, () => inner.putObject(key, bytes, options)),
    getObject: (key, options) => pass('getObject', key, false, () => inner.getObject(key, options)),
    deleteObject: (key, options) => pass('deleteObject', key, true, () => inner.deleteObject(key, options)),
    async *listObjects(prefix, options) {
      const keys = await pass('listObjects', prefix, false, async () => {
        const found: string[] = [];
        for await (const key of inner.listObjects(prefix, options)) found.push(key);
        return found;
      });
      yield* keys;
    },
  };
}
