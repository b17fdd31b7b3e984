import { randomBytes } from 'node:crypto';
import { isKarborError, KarborError } from '@karbor/plugin-sdk';
import type { BankSection } from '../bank/bank.js';
import { deleteKeys } from '../bank/delete-keys.js';
import { seeObject } from '../bank/find-object.js';
import { joinKey } from '../bank/object-key.js';
import { openRecord, sealRecord } from '../bank/record.js';

/** The journals of operations that leave no checkpoint of their own. */
export function operationsSection(bank: BankSection): BankSection {
  return bank.section('operations');
}

/** Relative to `operationsSection`. */
export const operationJournal = (operationId: string) => `${operationId}/journal`;

export const operationOf = (journalPrefix: string) => journalPrefix.slice(0, journalPrefix.indexOf('/'));

const endKey = (operationId: string) => `${operationId}/end`;
const nextKey = (operationId: string) => `${operationId}/next`;
const endFormat = { format: 'operation-end', version: 1 };
const nextFormat = { format: 'operation-next', version: 1 };

/** Records that an operation has ended and left nothing: what it kept is the user's. MAY be called again. */
export async function endOperation(bank: BankSection, operationId: string): Promise<void> {
  const body = sealRecord(endFormat, { operationId });
  await operationsSection(bank)
    .putObject(endKey(operationId), body, { ifAbsent: true })
    .catch((error: unknown) => {
      if (!isKarborError(error, 'KARBOR_OBJECT_EXISTS')) throw error;
    });
}

export async function hasEnded(bank: BankSection, operationId: string): Promise<boolean> {
  return (await seeObject(operationsSection(bank), endKey(operationId))) !== undefined;
}

/** Removes what an operation had in the bank; what tells that it has ended goes last. */
export async function removeOperation(bank: BankSection, operationId: string): Promise<void> {
  const section = operationsSection(bank);
  await deleteKeys(section, section.listObjects(`${operationJournal(operationId)}/`));
  await section.deleteObject(nextKey(operationId));
  await section.deleteObject(endKey(operationId));
}

/** Makes `next` the one that goes on with an operation. @throws KarborError `KARBOR_CHECKPOINT_BUSY` when another does */
export async function claimNext(bank: BankSection, operationId: string, next: string): Promise<void> {
  const bytes = sealRecord(nextFormat, { next, nonce: randomBytes(8).toString('hex') });
  try {
    await operationsSection(bank).claimObject(nextKey(operationId), bytes);
  } catch (error) {
    throw isKarborError(error, 'KARBOR_OBJECT_EXISTS') ? goneOnWith(operationId, error) : error;
  }
}

/** Why an operation cannot be gone on with. */
export function goneOnWith(operationId: string, cause?: unknown): KarborError {
  const message = `Another operation has gone on with operation ${operationId}: look what comes of that.`;
  return new KarborError('KARBOR_CHECKPOINT_BUSY', message, { cause, details: { operationId } });
}

/** The operation that goes on with another one, if there is one. */
export async function nextOperation(bank: BankSection, operationId: string): Promise<string | undefined> {
  const key = nextKey(operationId);
  const bytes = await seeObject(operationsSection(bank), key);
  if (!bytes) return undefined;
  const place = { key: joinKey(operationsSection(bank).prefix, key), corrupt: 'KARBOR_JOURNAL_CORRUPT' } as const;
  return (openRecord(bytes, nextFormat, place) as { readonly next: string }).next;
}
