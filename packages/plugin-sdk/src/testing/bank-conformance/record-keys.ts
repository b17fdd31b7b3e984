import type { BankPlugin } from '../../bank.js';

/** A bank that notes the key of every put, so that all of them can be deleted. */
export function recordKeys(bank: BankPlugin, keys: Set<string>): BankPlugin {
  return {
    get features() {
      return bank.features;
    },
    putObject: (key, bytes, options) => {
      keys.add(key);
      return bank.putObject(key, bytes, options);
    },
    getObject: (key, options) => bank.getObject(key, options),
    deleteObject: (key, options) => bank.deleteObject(key, options),
    listObjects: (prefix, options) => bank.listObjects(prefix, options),
  };
}
