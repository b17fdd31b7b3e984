import { randomUUID } from 'node:crypto';
import { KarborError } from '@karbor/plugin-sdk';
import type { BankSection, SectionRights } from '../bank/bank.js';

/** A new checkpoint's id. */
export function newCheckpointId(): string {
  return randomUUID();
}

/** What can be a checkpoint's id. */
const idPattern = /^[a-z0-9-]{1,64}$/;

/** The same error for a checkpoint that is not there and for one that is another project's. */
export function checkpointNotFound(id: string): KarborError {
  return new KarborError('KARBOR_CHECKPOINT_NOT_FOUND', `There is no checkpoint ${JSON.stringify(id)}.`, {
    details: { checkpointId: id },
  });
}

/**
 * The part of the bank that is one checkpoint's: `checkpoints/<id>`.
 * @throws KarborError `KARBOR_CHECKPOINT_NOT_FOUND` for what can be no id
 */
export function checkpointSection(bank: BankSection, id: string, rights?: SectionRights): BankSection {
  if (!idPattern.test(id)) throw checkpointNotFound(id);
  return bank.section(`checkpoints/${id}`, rights);
}

/** Which epoch a key belongs to. */
export interface EpochName {
  readonly epoch: number;
  readonly nonce: string;
}

/** The keys of a checkpoint, relative to its section. */
export const epochKey = (epoch: number) => `epochs/${epoch}`;
export const endKey = ({ epoch, nonce }: EpochName) => `ends/${epoch}-${nonce}`;
export const dataPrefix = ({ epoch, nonce }: EpochName) => `data/${epoch}-${nonce}`;
export const manifestPrefix = ({ epoch, nonce }: EpochName) => `manifest/${epoch}-${nonce}`;
export const journalPrefix = ({ epoch, nonce }: EpochName) => `journal/${epoch}/${nonce}`;
