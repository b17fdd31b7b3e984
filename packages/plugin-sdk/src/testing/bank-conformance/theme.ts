import type { Trial } from './trial.js';

/** Some tests of one part of the contract, by what they say. */
export interface Theme {
  readonly name: string;
  readonly tests: Readonly<Record<string, (trial: Trial) => Promise<void>>>;
}
