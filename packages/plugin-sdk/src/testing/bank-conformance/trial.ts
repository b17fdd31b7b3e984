import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { BankPlugin } from '../../bank.js';
import type { ListOptions } from '../../section.js';
import { inBatches } from './batches.js';
import { assertSameBytes, keysOf, listed, rejectsWith } from './expectations.js';
import { recordKeys } from './record-keys.js';
import { sampleBytes } from './sample-bytes.js';

export interface TrialOptions {
  readonly reopen: () => Promise<BankPlugin>;
  readonly pageSize: number;
  readonly maximumKeyLength: number;
  readonly patienceMs: number;
}

/** A bank under test. Expectations are tried until they hold where the bank says that it is `eventual`, else once. */
export class Trial {
  readonly bank: BankPlugin;
  readonly #options: TrialOptions;
  readonly #keys = new Set<string>();

  constructor(bank: BankPlugin, options: TrialOptions) {
    this.#options = options;
    this.bank = recordKeys(bank, this.#keys);
  }

  get pageSize(): number {
    return this.#options.pageSize;
  }

  get maximumKeyLength(): number {
    return this.#options.maximumKeyLength;
  }

  get isEventual(): boolean {
    return this.bank.features.consistency === 'eventual';
  }

  /** The same store, opened once more. */
  async reopened(): Promise<BankPlugin> {
    return recordKeys(await this.#options.reopen(), this.#keys);
  }

  /** Puts objects whose bytes do not matter, a few at once. */
  async putAll(keys: readonly string[]): Promise<void> {
    await inBatches(keys, (key) => this.bank.putObject(key, sampleBytes(key.length, 3)));
  }

  /** Deletes whatever the test may have put. */
  async deleteAll(): Promise<void> {
    await inBatches([...this.#keys], (key) => this.bank.deleteObject(key));
  }

  async expectEmpty(when: string): Promise<void> {
    await this.eventually(async () => assert.deepEqual(await keysOf(this.bank, ''), [], `The bank is not empty ${when}.`));
  }

  async expectObject(key: string, expected: Uint8Array, bank = this.bank): Promise<void> {
    await this.eventually(async () => assertSameBytes(await bank.getObject(key), expected, key));
  }

  async expectNoObject(key: string, bank = this.bank): Promise<void> {
    await this.eventually(() => rejectsWith('KARBOR_OBJECT_NOT_FOUND', bank.getObject(key), `getObject of "${key}"`));
  }

  /** Lists and expects what is left of `all` by prefix and options, in order. */
  async expectListing(all: readonly string[], prefix = '', options: ListOptions = {}, bank = this.bank): Promise<void> {
    const what = `Listing ${JSON.stringify(prefix)} with ${JSON.stringify(options)}`;
    const expected = listed(all, prefix, options);
    await this.eventually(async () => assert.deepEqual(await keysOf(bank, prefix, options), expected, what));
  }

  /** Runs `check` until it passes; once where the bank is strong. */
  async eventually(check: () => Promise<void>): Promise<void> {
    const end = performance.now() + (this.isEventual ? this.#options.patienceMs : 0);
    for (let next = 5; ; next = Math.min(2 * next, 2000)) {
      try {
        await check();
        return;
      } catch (error) {
        if (performance.now() >= end) throw error;
      }
      await delay(next);
    }
  }

  /** Waits until it is settled which of several `ifAbsent` puts stays. */
  async settled(): Promise<void> {
    const { ifAbsent } = this.bank.features;
    if (ifAbsent !== 'atomic') await delay(ifAbsent.settleMs);
  }
}
