import { randomBytes, randomUUID } from 'node:crypto';
import { isKarborError } from '@karbor/plugin-sdk';
import type { BankSection } from '../bank/bank.js';
import { collect } from '../collect.js';
import { readEntries } from '../running/running-entry.js';
import type { RunningEntry } from '../running/running-entry.js';
import { listPrefix, parseIndexKey } from './index-keys.js';
import { dataPrefix, manifestPrefix } from './keys.js';
import type { CheckpointOwner } from './read-checkpoint.js';
import type { CheckpointIdentity, EpochClaim } from './records.js';

/** What an epoch's claim must have said, as far as other objects of the bank tell. */
export interface RecoverClaim {
  readonly bank: BankSection;
  /** The checkpoint's part of it. */
  readonly section: BankSection;
  readonly identity: CheckpointIdentity;
  readonly epoch: number;
  /** The operations of the other epochs. */
  readonly operationIds: readonly string[];
}

export async function recoverClaim({ bank, section, identity, epoch, operationIds }: RecoverClaim): Promise<EpochClaim> {
  const nonce = (await nonceOf(section, epoch)) ?? randomBytes(8).toString('hex');
  const running = await runningOn(bank, identity.id, operationIds);
  const stores = async (prefix: string) => (await collect(section.listObjects(`${prefix}/`, { limit: 1 }))).length > 0;
  const isProtect = epoch === 1 || (await stores(dataPrefix({ epoch, nonce }))) || (await stores(manifestPrefix({ epoch, nonce })));
  return {
    ...{ epoch, nonce, identity, versions: {}, claimedAt: running?.startedAt ?? identity.createdAt },
    operation: isProtect ? 'protect' : 'delete',
    operationId: running?.operationId ?? randomUUID(),
    ...(running && { owner: running.owner }),
  };
}

/** Of those who wanted the epoch, the one who had it: whose end is there, else who wrote the most in a journal. */
async function nonceOf(section: BankSection, epoch: number): Promise<string | undefined> {
  for await (const key of section.listObjects(`ends/${epoch}-`)) return key.slice(`ends/${epoch}-`.length);
  const prefix = `journal/${epoch}/`;
  const counts = new Map<string, number>();
  for await (const key of section.listObjects(prefix)) {
    const [nonce = ''] = key.slice(prefix.length).split('/');
    counts.set(nonce, (counts.get(nonce) ?? 0) + 1);
  }
  return [...counts].reduce<[string, number] | undefined>((most, one) => (most && most[1] >= one[1] ? most : one), undefined)?.[0];
}

/** The operation on a checkpoint that none of its sound epochs names. */
async function runningOn(bank: BankSection, checkpointId: string, known: readonly string[]): Promise<RunningEntry | undefined> {
  // One of a newer version may be at work on it: that is not for us to pass over.
  const entries = await readEntries(bank, (error) => isKarborError(error, 'KARBOR_JOURNAL_CORRUPT'));
  return entries.find(({ operation, operationId, checkpointId: worksOn }) => {
    const writes = operation === 'protect' || operation === 'delete';
    return writes && worksOn === checkpointId && !known.includes(operationId);
  });
}

/**
 * A checkpoint's identity as far as its owner's index tells; nothing where it is not listed. Its hints among those of its
 * plan are removed, for the plan is not known any more.
 */
export async function recoverIdentity(bank: BankSection, id: string, owner: CheckpointOwner): Promise<CheckpointIdentity | undefined> {
  const { projectId, providerId } = owner;
  const prefix = listPrefix(owner);
  for await (const key of bank.listObjects(prefix)) {
    const found = parseIndexKey(key.slice(prefix.length));
    if (found?.id !== id) continue;
    const plans = prefix.replace(/all\/$/, 'plans/');
    const ofPlan = key.slice(prefix.length);
    for (const hint of await collect(bank.listObjects(plans))) if (hint.endsWith(`/${ofPlan}`)) await bank.deleteObject(hint);
    return { id, projectId, providerId, planId: 'unknown', planName: 'unknown', createdAt: found.createdAt };
  }
  return undefined;
}
