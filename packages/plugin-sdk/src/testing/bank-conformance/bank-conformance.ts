import type { BankPlugin } from '../../bank.js';
import { aborting } from './aborting.js';
import { concurrency } from './concurrency.js';
import { deleting } from './deleting.js';
import { features } from './features.js';
import { getting } from './getting.js';
import { ifAbsent } from './if-absent.js';
import { keyPairs } from './key-pairs.js';
import { keys } from './keys.js';
import { listing } from './listing.js';
import { listingManyKeys } from './listing-many-keys.js';
import { listingWhileWriting } from './listing-while-writing.js';
import { putting } from './putting.js';
import { runTrial } from './run-trial.js';
import type { Theme } from './theme.js';

/** The bank to try, and the test runner to try it with. */
export interface BankConformanceOptions {
  /** The test runner's, such as vitest's, mocha's or `node:test`'s. */
  readonly describe: (name: string, body: () => void) => unknown;
  /** The test runner's; called with a third argument, the test's timeout in milliseconds, which it may ignore. */
  readonly test: (name: string, body: () => Promise<void>, timeoutMs: number) => unknown;
  /** Makes a bank for one test. It MUST be empty. */
  readonly create: () => BankPlugin | Promise<BankPlugin>;
  /** Opens the same store once more, as another process would. Default: the bank itself stands in for it. */
  readonly reopen?: (bank: BankPlugin) => BankPlugin | Promise<BankPlugin>;
  /** Takes away what `create` made, after the bank was closed. */
  readonly destroy?: (bank: BankPlugin) => unknown;
  /** The most keys that the store gives at once, if it pages; the suite stores some more. Default 1000. */
  readonly pageSize?: number;
  /** In bytes, 512 at least: a front that puts a prefix before each key leaves less than the contract's 1024. */
  readonly maximumKeyLength?: number;
  /** How long, in milliseconds, a bank of eventual consistency may take to show a change. Default 60,000. */
  readonly patienceMs?: number;
  /** What is given to `test`, in milliseconds. Default 120,000. */
  readonly timeoutMs?: number;
}

const themes: readonly Theme[] = [
  features,
  putting,
  getting,
  deleting,
  ifAbsent,
  keys,
  keyPairs,
  listing,
  listingManyKeys,
  listingWhileWriting,
  concurrency,
  aborting,
];

/**
 * Defines tests of the whole contract of a bank, for anything that looks like one. They are deterministic, wait and
 * relax only by the features that the bank declares, delete what they made, and fail when anything is left behind.
 */
export function bankConformance(options: BankConformanceOptions): void {
  const { timeoutMs = 120_000 } = options;
  options.describe('bank conformance', () => {
    for (const theme of themes) {
      options.describe(theme.name, () => {
        for (const [name, body] of Object.entries(theme.tests)) {
          options.test(name, () => runTrial(options, body), timeoutMs);
        }
      });
    }
  });
}
