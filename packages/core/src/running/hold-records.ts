import { isKarborError } from '@karbor/plugin-sdk';
import type { BankSection } from '../bank/bank.js';
import { seeObject } from '../bank/find-object.js';
import { joinKey } from '../bank/object-key.js';
import { openRecord, sealRecord, sha256 } from '../bank/record.js';

/** One thing that an operation holds. Several may hold it when none of them does so exclusively. */
export interface Hold {
  /** What is held, as people know it: `OS::Nova::Server#…`, `checkpoint …`. Equal for the same thing. */
  readonly what: string;
  readonly exclusive: boolean;
}

const format = { format: 'holds', version: 1 };

/** Some 20 bytes for each: what one object of a list names. */
const perObject = 200_000;

/** What is stored of a list: hashes, so that it stays small. */
interface StoredHolds {
  readonly exclusive: readonly string[];
  readonly shared: readonly string[];
}

/** The part of the bank that tells what one operation holds. */
export function holdsSection(bank: BankSection, operationId: string): BankSection {
  return bank.section(`holds/${operationId}`);
}

/** Keys below it: it wants to hold; it holds; what. */
export const claimingKey = 'claiming';
export const holdingKey = 'holding';
export const listKey = (index: number) => `list/${index + 1}`;

export function sealHolds(holds: readonly Hold[]): readonly Uint8Array[] {
  const objects: Uint8Array[] = [];
  for (let start = 0; start < holds.length; start += perObject) {
    const part = holds.slice(start, start + perObject);
    const hashes = (exclusive: boolean) => part.filter((hold) => hold.exclusive === exclusive).map(({ what }) => hashOf(what));
    objects.push(sealRecord(format, { exclusive: hashes(true), shared: hashes(false) }));
  }
  return objects;
}

/** What another operation holds, or wants to. */
export class OtherHolds {
  constructor(
    readonly bank: BankSection,
    readonly operationId: string,
    readonly isHolding: boolean,
  ) {}

  /** The first of `holds` that cannot be held beside what this operation holds. */
  async conflictWith(holds: readonly Hold[]): Promise<Hold | undefined> {
    for (let index = 0; ; index++) {
      const stored = await this.#read(index);
      if (!stored) return undefined;
      const exclusive = new Set(stored.exclusive);
      const shared = new Set(stored.shared);
      const conflict = holds.find(({ what, exclusive: alone }) => {
        const hash = hashOf(what);
        return exclusive.has(hash) || (alone && shared.has(hash));
      });
      if (conflict) return conflict;
    }
  }

  async #read(index: number): Promise<StoredHolds | undefined> {
    const section = holdsSection(this.bank, this.operationId);
    const key = listKey(index);
    try {
      const place = { key: joinKey(section.prefix, key), corrupt: 'KARBOR_JOURNAL_CORRUPT' } as const;
      return openRecord(await section.getObject(key), format, place) as unknown as StoredHolds;
    } catch (error) {
      if (isKarborError(error, 'KARBOR_OBJECT_NOT_FOUND')) return undefined;
      throw error;
    }
  }
}

/** All operations but one that hold something or want to. */
export async function holdsOfOthers(bank: BankSection, operationId: string): Promise<readonly OtherHolds[]> {
  const found = new Map<string, boolean>();
  for await (const key of bank.listObjects('holds/')) {
    const [, other, name] = key.split('/');
    if (other === undefined || other === operationId || (name !== claimingKey && name !== holdingKey)) continue;
    found.set(other, name === holdingKey || found.get(other) === true);
  }
  return [...found].map(([id, isHolding]) => new OtherHolds(bank, id, isHolding));
}

/** Whether an operation holds what it works on, and has not given it back. */
export async function isHolding(bank: BankSection, operationId: string): Promise<boolean> {
  return (await seeObject(holdsSection(bank, operationId), holdingKey)) !== undefined;
}

function hashOf(what: string): string {
  return sha256(what).slice(0, 16);
}
