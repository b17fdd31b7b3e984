import { setMaxListeners } from 'node:events';
import { KarborError, silentLogger } from '@karbor/plugin-sdk';
import type { Logger } from '@karbor/plugin-sdk';
import type { BankSection } from '../bank/bank.js';
import type { Lease } from './lease.js';
import { LeaseTerm } from './lease-term.js';
import type { LeaseWindows } from './lease-windows.js';
import { monotonicClock } from './monotonic-clock.js';
import type { MonotonicClock } from './monotonic-clock.js';
import type { ProcessIdentity } from './process-identity.js';

export interface LeaseKeeperOptions {
  /** Where failed renewals are said. Default: nowhere. */
  readonly log?: Logger;
  /** Default: the time since the machine was started. */
  readonly clock?: MonotonicClock;
  /** As whose process the lease is written. Default: this one. */
  readonly process?: ProcessIdentity;
}

/** A lease with those who hold it. */
interface Shared {
  readonly term: LeaseTerm;
  readonly begun: Promise<void>;
  holders: number;
}

/**
 * Holds the lease of this process on one bank for all who need it: the first `acquire` writes `leases/<owner>`, which is
 * then renewed in the background without keeping the process alive; the last `release` removes it.
 */
export class LeaseKeeper {
  readonly #bank: BankSection;
  readonly #windows: LeaseWindows;
  readonly #options: LeaseKeeperOptions;
  #shared: Shared | undefined;

  constructor(bank: BankSection, windows: LeaseWindows, options: LeaseKeeperOptions = {}) {
    this.#bank = bank;
    this.#windows = windows;
    this.#options = options;
  }

  /**
   * A share in the lease; in a new one when the last was lost. Rejects when the bank fails.
   * @throws what the bank throws
   */
  async acquire(): Promise<Lease> {
    const shared = this.#current();
    shared.holders += 1;
    try {
      await shared.begun;
    } catch (error) {
      if (this.#shared === shared) this.#shared = undefined;
      throw error;
    }
    return this.#share(shared);
  }

  #current(): Shared {
    if (this.#shared && !this.#shared.term.isLost()) return this.#shared;
    const { log = silentLogger, clock = monotonicClock, process } = this.#options;
    const term = new LeaseTerm({ bank: this.#bank, windows: this.#windows, log, clock, ...(process && { process }) });
    return (this.#shared = { term, begun: term.begin(), holders: 0 });
  }

  #share(shared: Shared): Lease {
    const { term } = shared;
    let released: Promise<void> | undefined;
    // Each has its own: who listens to it is forgotten with it, though the lease goes on for others.
    const lost = new AbortController();
    // Every call to the bank that is under way listens to it.
    setMaxListeners(0, lost.signal);
    const onLost = () => lost.abort(term.lost.reason);
    term.lost.addEventListener('abort', onLost, { once: true });
    if (term.isLost()) onLost();
    return {
      owner: term.owner,
      lost: lost.signal,
      check: () => {
        if (released) throw releasedLease(term.owner);
        term.check();
      },
      release: () => {
        term.lost.removeEventListener('abort', onLost);
        return (released ??= this.#release(shared));
      },
    };
  }

  async #release(shared: Shared): Promise<void> {
    shared.holders -= 1;
    if (shared.holders > 0) return;
    if (this.#shared === shared) this.#shared = undefined;
    await shared.term.end();
  }
}

function releasedLease(owner: string): KarborError {
  return new KarborError('KARBOR_LEASE_LOST', `The lease "${owner}" was given back: what it was held for has ended.`, {
    details: { owner },
  });
}
