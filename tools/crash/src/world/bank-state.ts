import type { TestBank } from '../bank/test-bank.js';

/** Takes away the leases of processes that are played by this one: it lives, and they do not. Gives those that there were. */
export async function endLeases(bank: TestBank): Promise<readonly string[]> {
  const leases = (await bank.keys()).filter((key) => key.startsWith('leases/'));
  for (const key of leases) await bank.plugin.deleteObject(key);
  return leases;
}

/** What tells of operations when none runs. */
export function operationsLeft(keys: readonly string[]): readonly string[] {
  return keys.filter((key) => /^(running|holds|leases|operations)\//.test(key)).map((key) => `the bank holds ${key}`);
}

/**
 * What a bank holds besides a checkpoint that is good, and besides what says of those that are deleted that they are. Of
 * the good one the index has a hint in each of its two lists, and no other.
 */
export function strayObjects(keys: readonly string[], goodId?: string): readonly string[] {
  const hints = keys.filter((key) => goodId !== undefined && key.startsWith('index/') && key.includes(`@${goodId}/`));
  const stray = keys.filter((key) => !hints.includes(key) && !isTombstone(key) && !isPartOf(key, goodId));
  const problems = stray.map((key) => `the bank holds ${key}`);
  if (goodId === undefined) return problems;
  const epoch = Math.max(...keys.map((key) => epochOf(key, goodId)));
  const wrong = hints.filter((key) => !key.endsWith(`/${epoch}-available`));
  if (hints.length !== 2 || wrong.length > 0) problems.push(`the index says ${hints.join(', ')} of epoch ${epoch} of a good checkpoint`);
  return problems;
}

/** What has come into a bank, or gone from it. */
export function keyDifferences(before: readonly string[], after: readonly string[]): readonly string[] {
  const [were, are] = [new Set(before), new Set(after)];
  return [
    ...after.filter((key) => !were.has(key)).map((key) => `the bank holds ${key}, as it did not before`),
    ...before.filter((key) => !are.has(key)).map((key) => `the bank lacks ${key}`),
  ];
}

/** How many objects hold data of a checkpoint. */
export function dataObjects(keys: readonly string[], checkpointId: string): number {
  return keys.filter((key) => key.startsWith(`checkpoints/${checkpointId}/data/`)).length;
}

/** How many operations have claimed a checkpoint. */
export function epochsOf(keys: readonly string[], checkpointId: string): number {
  return keys.filter((key) => epochOf(key, checkpointId) > 0).length;
}

function epochOf(key: string, checkpointId: string): number {
  const prefix = `checkpoints/${checkpointId}/epochs/`;
  return key.startsWith(prefix) ? Number(key.slice(prefix.length)) : 0;
}

function isTombstone(key: string): boolean {
  return /^checkpoints\/[^/]+\/(epochs|ends)\//.test(key);
}

function isPartOf(key: string, checkpointId: string | undefined): boolean {
  return checkpointId !== undefined && new RegExp(`^checkpoints/${checkpointId}/(data|manifest|journal)/`).test(key);
}
