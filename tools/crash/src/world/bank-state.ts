import type { TestBank } from '../bank/test-bank.js';

/** Takes away the leases of processes that are played by this one: it lives, and they do not. */
export async function endLeases(bank: TestBank): Promise<void> {
  for (const key of await bank.keys()) if (key.startsWith('leases/')) await bank.plugin.deleteObject(key);
}

/** What tells of operations when none runs. */
export function operationsLeft(keys: readonly string[]): readonly string[] {
  return keys.filter((key) => /^(running|holds|leases|operations)\//.test(key)).map((key) => `the bank holds ${key}`);
}

/** What is left of a checkpoint that is deleted but its epochs and how they ended. */
export function deletedLeft(keys: readonly string[], checkpointId: string): readonly string[] {
  const prefix = `checkpoints/${checkpointId}/`;
  const left = keys.filter((key) => key.startsWith(prefix) && !/^(epochs|ends)\//.test(key.slice(prefix.length)));
  return left.map((key) => `the bank holds ${key} of a deleted checkpoint`);
}

/** How many objects hold data of a checkpoint. */
export function dataObjects(keys: readonly string[], checkpointId: string): number {
  return keys.filter((key) => key.startsWith(`checkpoints/${checkpointId}/data/`)).length;
}
