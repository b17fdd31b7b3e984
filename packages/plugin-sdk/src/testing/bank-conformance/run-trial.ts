import type { BankPlugin } from '../../bank.js';
import type { BankConformanceOptions } from './bank-conformance.js';
import { Trial } from './trial.js';

type Setup = Pick<
  BankConformanceOptions,
  'create' | 'reopen' | 'destroy' | 'pageSize' | 'maximumKeyLength' | 'patienceMs'
>;

/** Runs one test on a bank of its own, which must be empty before and after it. */
export async function runTrial(setup: Setup, body: (trial: Trial) => Promise<void>): Promise<void> {
  const { create, reopen, destroy, pageSize = 1000, maximumKeyLength = 1024, patienceMs = 60_000 } = setup;
  const bank = await create();
  const opened: BankPlugin[] = [bank];
  const trial = new Trial(bank, {
    ...{ pageSize, maximumKeyLength, patienceMs },
    reopen: async () => {
      const again = reopen ? await reopen(bank) : bank;
      if (again !== bank) opened.push(again);
      return again;
    },
  });
  try {
    await trial.expectEmpty('before the test: let `create` give an empty bank');
    await bothInOrder(
      () => body(trial),
      async () => {
        await trial.deleteAll();
        await trial.expectEmpty('after every object that the test had put was deleted');
      },
    );
  } finally {
    for (const one of opened) await one.close?.();
    await destroy?.(bank);
  }
}

/** Runs `second` whatever comes of `first`, whose error is the one that counts. */
async function bothInOrder(first: () => Promise<void>, second: () => Promise<void>): Promise<void> {
  try {
    await first();
  } catch (error) {
    await second().catch(() => undefined);
    throw error;
  }
  await second();
}
