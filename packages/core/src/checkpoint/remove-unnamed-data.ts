import { deleteKeysIfPossible } from '../bank/delete-keys.js';
import type { Epoch } from './epoch.js';
import { dataPrefix } from './keys.js';
import { readEpochs } from './read-epochs.js';

/** Deletes what earlier epochs stored and `named` (keys relative to the checkpoint) does not hold, as far as possible. */
export async function removeUnnamedData(epoch: Epoch, named: ReadonlySet<string>): Promise<void> {
  const { section } = epoch;
  for await (const { claim } of readEpochs(section)) {
    if (claim.epoch >= epoch.epoch) return;
    const unnamed: string[] = [];
    for await (const key of section.listObjects(`${dataPrefix(claim)}/`)) if (!named.has(key)) unnamed.push(key);
    await deleteKeysIfPossible(section, unnamed);
  }
}
