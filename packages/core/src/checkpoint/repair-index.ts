import type { BankSection } from '../bank/bank.js';
import { hasHint, setHint } from './checkpoint-index.js';
import type { CheckpointState } from './read-checkpoint.js';

/** Makes the index say what a checkpoint is, where it says otherwise. Never rejects. */
export async function repairIndex(bank: BankSection, { identity, status, epochs }: CheckpointState): Promise<void> {
  const hint = { epoch: epochs.length, status };
  try {
    if (!(await hasHint(bank, identity, hint))) await setHint(bank, identity, hint);
  } catch {
    // Whoever may not write, or not now, may read all the same: the next one repairs it.
  }
}
