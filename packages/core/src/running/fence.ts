import type { BankPlugin } from '@karbor/plugin-sdk';
import { untilAborted } from '../bank/section/until-aborted.js';
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

  /**
   * What is under way when the lease is lost is not waited for: a bank that never answers must keep no operation from its end.
   * @throws KarborError `KARBOR_LEASE_LOST`
   */
  async within<Result>(call: () => Promise<Result>): Promise<Result> {
    return this.#lease ? await untilAborted(this.#lease.lost, call()) : await call();
  }

  /** @throws KarborError `KARBOR_LEASE_LOST` */
  readonly check = (): void => {
    this.#lease?.check();
  };
}

/** A bank that is used only while the fence is passed. */
export function fencedBank(plugin: BankPlugin, fence: Fence): BankPlugin {
  return {
    features: plugin.features,
    getObject: (key, options) => fence.within(() => plugin.getObject(key, options)),
    async *listObjects(prefix, options) {
      const keys = plugin.listObjects(prefix, options)[Symbol.asyncIterator]();
      try {
        for (let next = await fence.within(() => keys.next()); next.done !== true; next = await fence.within(() => keys.next())) {
          yield next.value;
        }
      } finally {
        // Not waited for: it may be what does not answer.
        keys.return?.().catch(() => undefined);
      }
    },
    putObject: async (key, bytes, options) => {
      fence.check();
      await fence.within(() => plugin.putObject(key, bytes, options));
    },
    deleteObject: async (key, options) => {
      fence.check();
      await fence.within(() => plugin.deleteObject(key, options));
    },
  };
}
