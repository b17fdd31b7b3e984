import type { Logger } from '@karbor/plugin-sdk';
import type { BankSection } from '../bank/bank.js';
import { asError } from '../executor/as-error.js';
import type { Lease } from '../lease/lease.js';
import type { LeaseKeeper } from '../lease/lease-keeper.js';
import type { Fence } from './fence.js';
import { removeHolds } from './holding.js';
import type { Holding } from './holding.js';
import { runningKey, sealRunning } from './running-entry.js';
import type { RunningEntry } from './running-entry.js';

export interface TenureOptions {
  /** Behind the operation's fence. */
  readonly bank: BankSection;
  readonly fence: Fence;
  readonly keeper: LeaseKeeper;
  readonly entry: Omit<RunningEntry, 'owner' | 'startedAt'>;
  readonly holding: Holding;
  readonly log: Logger;
}

/** Who is told what happens to it. */
export interface TenureObserver {
  readonly lost: (error: Error) => void;
  /** Told once for each operation that is waited for. */
  readonly waiting: (error: Error) => void;
}

/** The time in which this process owns an operation: its lease, its entry among those that run, and what it holds. */
export class Tenure {
  readonly #options: TenureOptions;
  #lease: Lease | undefined;

  constructor(options: TenureOptions) {
    this.#options = options;
  }

  /** Missing while the lease is kept. */
  get lost(): Error | undefined {
    return this.#lease?.lost.aborted === true ? asError(this.#lease.lost.reason) : undefined;
  }

  /**
   * Takes the lease, writes the entry, and takes hold of what the operation works on. Gives the owner's id.
   * @throws KarborError `KARBOR_RESOURCE_HELD` when another operation holds some of it
   */
  async begin(signal: AbortSignal, { lost, waiting }: TenureObserver): Promise<string> {
    const { bank, fence, keeper, entry, holding } = this.#options;
    const lease = await keeper.acquire();
    this.#lease = lease;
    fence.close(lease);
    lease.lost.addEventListener('abort', () => lost(asError(lease.lost.reason)), { once: true });
    const running = { ...entry, owner: lease.owner, startedAt: new Date() };
    await bank.putObject(runningKey(entry.operationId), sealRunning(running), { signal });
    await holding.take(running, signal, waiting);
    return lease.owner;
  }

  /** See `Holding`. */
  async forsaken(): Promise<readonly RunningEntry[]> {
    return await this.#options.holding.forsaken();
  }

  /** The operation that this one goes on with is this one's now. */
  async succeed(operationId: string): Promise<void> {
    const { bank } = this.#options;
    await removeHolds(bank, operationId);
    await bank.deleteObject(runningKey(operationId));
  }

  /**
   * `left`: whether effects are outstanding; else `tidy` removes what is of no use any more. The entry stays, for a
   * sweep, when anything does. Never rejects.
   */
  async end(left: boolean, tidy?: () => Promise<void> | undefined): Promise<void> {
    const lease = this.#lease;
    if (!lease) return;
    const { bank, fence, entry, holding } = this.#options;
    if (!this.lost) {
      const isTidy = !left && (await this.#try(() => tidy?.()));
      const isGiven = await this.#try(() => holding.give());
      if (isTidy && isGiven) await this.#try(() => bank.deleteObject(runningKey(entry.operationId)));
      fence.open();
    }
    await this.#try(() => lease.release());
  }

  /** What stays behind is found by the next sweep. */
  async #try(act: () => Promise<void> | undefined): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (error) {
      const { log, entry } = this.#options;
      log.warn('What told of a running operation could not be removed.', {
        operationId: entry.operationId,
        reason: asError(error).message,
      });
      return false;
    }
  }
}
