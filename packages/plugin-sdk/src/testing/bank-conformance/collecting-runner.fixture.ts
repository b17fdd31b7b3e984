import type { BankPlugin } from '../../bank.js';
import { bankConformance } from '../index.js';
import type { BankConformanceOptions } from '../index.js';

interface CollectedTest {
  readonly name: string;
  readonly body: () => Promise<void>;
}

/** Runs the suite, or one theme of it, outside of any test runner and gives the tests that fail, with their errors. */
export async function failuresOf(
  create: () => BankPlugin,
  { theme, ...options }: { readonly theme?: string } & Partial<BankConformanceOptions> = {},
): Promise<ReadonlyMap<string, unknown>> {
  const tests: CollectedTest[] = [];
  let inTheme = theme === undefined;
  bankConformance({
    describe: (name, body) => {
      if (name === theme) inTheme = true;
      body();
      if (name === theme) inTheme = false;
    },
    test: (name, body) => {
      if (inTheme) tests.push({ name, body });
    },
    create,
    pageSize: 50,
    ...options,
  });
  const failures = new Map<string, unknown>();
  for (const { name, body } of tests) {
    await body().catch((error: unknown) => failures.set(name, error));
  }
  return failures;
}
