import type { BankPlugin } from '@karbor/plugin-sdk';
import type { Lease } from '../lease/lease.js';

/** Stands before all that one operation writes or makes outside: an owner that lost its lease does no more of it. */
export class Fence {
  #lease: Lease | undefined;

  /** From now on this lease is needed. */
  close(lease: Lease): void {
    this.#lease = lease;
  }

  /** The operation has ended with its lease: what an abandoned hook still brings is undone without. */
  open(): void {
    this.#lease = undefined;
  }

  /** @throws KarborError `KARBOR_LEASE_LOST` */
  readonly check = (): void => {
    this.#lease?.check();
  };
}

/** A bank that is written only while the fence is passed. */
export function fencedBank(plugin: BankPlugin, fence: Fence): BankPlugin {
  return {
    features: plugin.features,
    getObject: (key, options) => plugin.getObject(key, options),
    listObjects: (prefix, options) => plugin.listObjects(prefix, options),
    putObject: async (key, bytes, options) => {
      fence.check();
      await plugin.putObject(key, bytes, options);
    },
    deleteObject: async (key, options) => {
      fence.check();
      await plugin.deleteObject(key, options);
    },
  };
}
