import type { BankSection } from '../bank/bank.js';
import { compareHints, hintName, hintPrefixes, parseHintName } from './index-keys.js';
import type { Hint } from './index-keys.js';
import type { CheckpointIdentity } from './records.js';

/**
 * Makes the index say `hint` of a checkpoint, or nothing when that is `deleted`. Hints that are newer stay: who wrote
 * them knows more.
 */
export async function setHint(bank: BankSection, identity: CheckpointIdentity, hint: Hint): Promise<void> {
  for (const prefix of hintPrefixes(identity)) {
    const key = prefix + hintName(hint);
    if (hint.status !== 'deleted') await bank.putObject(key, new Uint8Array());
    for (const name of await hintNames(bank, prefix)) {
      const other = parseHintName(name);
      if (!other || compareHints(other, hint) < 0) await bank.deleteObject(prefix + name);
    }
  }
}

/** Whether the index says `hint` of a checkpoint and nothing else. */
export async function hasHint(bank: BankSection, identity: CheckpointIdentity, hint: Hint): Promise<boolean> {
  const expected = hint.status === 'deleted' ? [] : [hintName(hint)];
  for (const prefix of hintPrefixes(identity)) {
    const names = await hintNames(bank, prefix);
    if (names.join() !== expected.join()) return false;
  }
  return true;
}

async function hintNames(bank: BankSection, prefix: string): Promise<string[]> {
  const names: string[] = [];
  for await (const key of bank.listObjects(prefix)) names.push(key.slice(prefix.length));
  return names;
}
