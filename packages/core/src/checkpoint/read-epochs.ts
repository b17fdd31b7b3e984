import type { BankSection } from '../bank/bank.js';
import { seeObject } from '../bank/find-object.js';
import { joinKey } from '../bank/object-key.js';
import { corruptRecord } from '../bank/record.js';
import type { RecordPlace } from '../bank/record.js';
import { endKey, epochKey } from './keys.js';
import { openClaim, openEnd } from './record-format.js';
import type { EndRecord, EpochClaim, ManifestReference } from './records.js';

/** An epoch as it is in the bank. */
export interface StoredEpoch {
  readonly claim: EpochClaim;
  /** Missing while it goes on. */
  readonly end?: EndRecord;
}

/** Where an epoch's manifest is, if it ended with one. */
export function manifestReference({ claim, end }: StoredEpoch): ManifestReference | undefined {
  const { epoch, nonce, identity } = claim;
  return end?.manifest === undefined ? undefined : { checkpointId: identity.id, epoch, nonce, sha256: end.manifest };
}

/** The epochs of a checkpoint from the first on, read by key. @throws KarborError `KARBOR_CHECKPOINT_CORRUPT` */
export async function* readEpochs(section: BankSection): AsyncGenerator<StoredEpoch> {
  for (let epoch = 1; ; epoch++) {
    const claim = await readClaim(section, epoch);
    if (!claim) return;
    const end = await readEnd(section, claim);
    yield { claim, ...(end && { end }) };
  }
}

export async function readClaim(section: BankSection, epoch: number): Promise<EpochClaim | undefined> {
  const key = epochKey(epoch);
  const bytes = await seeObject(section, key);
  if (!bytes) return undefined;
  const claim = openClaim(bytes, placeOf(section, key));
  if (claim.epoch === epoch && section.prefix.endsWith(`/${claim.identity.id}`)) return claim;
  throw corruptRecord(placeOf(section, key), `it is epoch ${claim.epoch} of ${claim.identity.id}`);
}

export async function readEnd(section: BankSection, claim: Pick<EpochClaim, 'epoch' | 'nonce'>): Promise<EndRecord | undefined> {
  const key = endKey(claim);
  const bytes = await seeObject(section, key);
  return bytes && openEnd(bytes, placeOf(section, key));
}

function placeOf(section: BankSection, key: string): RecordPlace {
  return { key: joinKey(section.prefix, key), corrupt: 'KARBOR_CHECKPOINT_CORRUPT' };
}
