import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { hostname } from 'node:os';
import { KarborError } from '@karbor/plugin-sdk';
import type { Logger } from '@karbor/plugin-sdk';
import type { BankSection } from '../bank/bank.js';
import { findObject } from '../bank/find-object.js';
import { untilAborted } from '../bank/section/until-aborted.js';
import { asError } from '../executor/as-error.js';
import { leaseKey, openLease, sealLease } from './lease-record.js';
import type { LeaseWindows } from './lease-windows.js';
import type { MonotonicClock } from './monotonic-clock.js';
import { ownProcess } from './process-identity.js';
import type { ProcessIdentity } from './process-identity.js';

/** What a lease is held with. */
export interface LeaseTermOptions {
  readonly bank: BankSection;
  readonly windows: LeaseWindows;
  readonly log: Logger;
  readonly clock: MonotonicClock;
  /** Default: this process. */
  readonly process?: ProcessIdentity;
}

/** In milliseconds: a call that takes longer is given up and tried again, earlier when the windows are small. */
const longestTry = 30_000;

/** One lease, from its first writing to its end or loss. */
export class LeaseTerm {
  readonly owner = randomUUID();
  readonly #options: LeaseTermOptions;
  readonly #key = leaseKey(this.owner);
  readonly #lost = new AbortController();
  #process: ProcessIdentity | undefined;
  #counter = 0;
  /** By the clock: from then on too little of it is left. */
  #goodUntil = Infinity;
  #failure: unknown;
  #renewal: NodeJS.Timeout | undefined;
  #expiry: NodeJS.Timeout | undefined;
  #renewing: Promise<void> = Promise.resolve();
  #hasEnded = false;

  constructor(options: LeaseTermOptions) {
    this.#options = options;
    // Every operation of this process listens to it.
    setMaxListeners(0, this.#lost.signal);
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  async begin(): Promise<void> {
    this.#process = this.#options.process ?? (await ownProcess());
    const sentAt = this.#options.clock();
    try {
      await this.#limited((signal) => this.#put(sentAt, signal));
    } catch (error) {
      // Its answer may have been lost.
      await this.#remove();
      throw error;
    }
    this.#renewed(sentAt);
  }

  /** Asks the clock, too: after the process was stopped its timers are late. */
  isLost(): boolean {
    if (this.#options.clock() >= this.#goodUntil) this.#loseInTime();
    return this.lost.aborted;
  }

  check(): void {
    if (this.isLost()) this.lost.throwIfAborted();
  }

  async end(): Promise<void> {
    this.#hasEnded = true;
    this.#stopTimers();
    // A renewal that arrives after the removal would bring it back.
    await this.#renewing;
    // It is another's to remove when it is lost.
    if (!this.lost.aborted) await this.#remove();
  }

  #renewed(sentAt: number): void {
    // What arrived after the last one had run out came too late for those who watch it.
    if (this.isLost()) return;
    const { clock, windows } = this.#options;
    const { expireMs, renewMs, validityMs } = windows;
    this.#failure = undefined;
    this.#goodUntil = sentAt + expireMs - validityMs;
    this.#expectExpiry();
    this.#renewIn(sentAt + renewMs - clock());
  }

  /** The timer alone does not decide: it may be late, and early by the clock. */
  #expectExpiry(): void {
    if (this.#isOver()) return;
    clearTimeout(this.#expiry);
    const left = Math.max(1, Math.ceil(this.#goodUntil - this.#options.clock()));
    this.#expiry = setTimeout(() => {
      if (this.#options.clock() < this.#goodUntil) this.#expectExpiry();
      else this.#loseInTime();
    }, left).unref();
  }

  #renewIn(milliseconds: number): void {
    if (this.#isOver()) return;
    this.#renewal = setTimeout(() => {
      this.#renewing = this.#renew();
    }, Math.max(0, milliseconds)).unref();
  }

  async #renew(): Promise<void> {
    const { clock, windows, log } = this.#options;
    const sentAt = clock();
    try {
      await this.#limited(async (signal) => {
        await this.#findOurs(signal);
        if (!this.#isOver()) await this.#put(sentAt, signal);
      });
    } catch (error) {
      if (this.#isOver()) return;
      this.#failure = error;
      log.warn(`The lease "${this.owner}" could not be renewed and is tried again: ${asError(error).message}`);
      this.#renewIn(windows.renewMs / 10);
      return;
    }
    this.#renewed(sentAt);
  }

  async #findOurs(signal: AbortSignal): Promise<void> {
    const bytes = await findObject(this.#options.bank, this.#key, signal);
    if (!bytes) {
      this.#lose('another process has removed it');
      return;
    }
    const { owner, counter } = openLease(bytes, this.owner);
    if (owner !== this.owner || counter > this.#counter) this.#lose('another process has replaced it');
  }

  async #put(sentAt: number, signal: AbortSignal): Promise<void> {
    this.#counter += 1;
    const record = {
      ...{ owner: this.owner, counter: this.#counter, windows: this.#options.windows, sentAt },
      ...{ host: hostname(), renewedAt: new Date().toISOString() },
      ...(this.#process && { process: this.#process }),
    };
    await this.#options.bank.putObject(this.#key, sealLease(record), { signal });
  }

  async #remove(): Promise<void> {
    const { bank, log } = this.#options;
    try {
      await this.#limited((signal) => bank.deleteObject(this.#key, { signal }));
    } catch (error) {
      log.warn(`The lease "${this.owner}" has ended and could not be removed; it runs out by itself: ${asError(error).message}`);
    }
  }

  /** Gives up what takes too long, or when the lease is lost meanwhile. */
  async #limited(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const { expireMs, renewMs, validityMs } = this.#options.windows;
    const limit = Math.min(longestTry, (expireMs - renewMs - validityMs) / 2);
    const late = new AbortController();
    const signal = AbortSignal.any([late.signal, this.lost]);
    const timer = setTimeout(() => late.abort(new Error(`The bank did not answer within ${limit} ms.`)), limit).unref();
    try {
      await untilAborted(signal, work(signal));
    } finally {
      clearTimeout(timer);
    }
  }

  #loseInTime(): void {
    this.#lose('it could not be renewed in time', this.#failure);
  }

  #lose(problem: string, cause?: unknown): void {
    if (this.#isOver()) return;
    this.#stopTimers();
    const message = `The lease "${this.owner}" of this process is lost: ${problem}. What it was doing may be taken over, so that it stops; resume it.`;
    const reason = new KarborError('KARBOR_LEASE_LOST', message, { details: { owner: this.owner }, ...(cause !== undefined && { cause }) });
    this.#lost.abort(reason);
  }

  #isOver(): boolean {
    return this.#hasEnded || this.lost.aborted;
  }

  #stopTimers(): void {
    clearTimeout(this.#renewal);
    clearTimeout(this.#expiry);
  }
}
