import type { BankPlugin } from '@karbor/plugin-sdk';

/** A bank on which no lease can be renewed from `fail` on. */
export function unrenewable(bank: BankPlugin): { readonly plugin: BankPlugin; readonly fail: () => void } {
  let fails = false;
  const plugin: BankPlugin = {
    features: bank.features,
    getObject: (...args) => bank.getObject(...args),
    listObjects: (...args) => bank.listObjects(...args),
    deleteObject: (...args) => bank.deleteObject(...args),
    putObject: async (key, ...args) => {
      if (fails && key.startsWith('leases/')) throw new Error('no route to host');
      await bank.putObject(key, ...args);
    },
  };
  return { plugin, fail: () => void (fails = true) };
}
