import { setTimeout as delay } from 'node:timers/promises';
import { isKarborError, KarborError } from '@karbor/plugin-sdk';
import type { BankSection } from '../bank/bank.js';
import { deleteKeys } from '../bank/delete-keys.js';
import { isUnreadable } from '../bank/record.js';
import { OwnerWatch } from '../lease/owner-state.js';
import type { OwnerState } from '../lease/owner-state.js';
import { claimingKey, holdingKey, holdsOfOthers, holdsSection, listKey, sealHolds } from './hold-records.js';
import type { Hold, OtherHolds } from './hold-records.js';
import { readEntries, readRunning } from './running-entry.js';
import type { RunningEntry } from './running-entry.js';

export interface HoldingOptions {
  readonly bank: BankSection;
  readonly holds: readonly Hold[];
  /** Waits for others that hold some of it, instead of failing. */
  readonly wait: boolean;
  /** Operations that this one goes on with: what they hold is its own. */
  readonly predecessors: readonly string[];
}

/** In milliseconds. */
const lookAgainMs = 250;
const waitLookMs = 2000;
/** How long what was just put may stay unlisted on a bank of eventual consistency. */
const listingLagMs = 3000;

/** A conflict with an operation that holds, or may come to hold, the same. */
interface Conflict {
  readonly other: OtherHolds;
  readonly what: string;
  readonly entry: RunningEntry;
  readonly owner: OwnerState;
}

type Tell = (conflict: Conflict) => void;

/**
 * What one operation holds, so that no other works on the same: a resource that is being protected, a checkpoint that is
 * being read or deleted. Needs no compare-and-swap: each says first what it wants, then looks at what others want. Of two
 * that see each other the one that began later steps back; one that saw nobody holds, and the other sees that.
 */
export class Holding {
  readonly #options: HoldingOptions;
  /** One look tells little of owners on other machines. */
  readonly #owners: OwnerWatch;
  #operationId: string | undefined;

  constructor(options: HoldingOptions) {
    this.#options = options;
    this.#owners = new OwnerWatch(options.bank);
  }

  /**
   * `waiting` is told once for each operation that it waits for.
   * @throws KarborError `KARBOR_RESOURCE_HELD` naming what is held and by which operation
   */
  async take(entry: RunningEntry, signal: AbortSignal, waiting: (held: KarborError) => void): Promise<void> {
    const { bank, holds, wait } = this.#options;
    if (holds.length === 0) return;
    this.#operationId = entry.operationId;
    const section = holdsSection(bank, entry.operationId);
    for (const [index, bytes] of sealHolds(holds).entries()) await section.putObject(listKey(index), bytes, { signal });
    const told = new Set<string>();
    const tell: Tell = (conflict) => {
      const { operationId } = conflict.entry;
      if (!told.has(operationId)) waiting(heldBy(conflict));
      told.add(operationId);
    };
    for (;;) {
      await section.putObject(claimingKey, new Uint8Array(), { signal });
      if (bank.features.consistency === 'eventual') await delay(listingLagMs, undefined, { signal });
      const conflict = await this.#settle(entry, signal, tell);
      if (!conflict) break;
      await section.deleteObject(claimingKey);
      if (!wait || conflict.owner === 'gone') throw heldBy(conflict);
      tell(conflict);
      await delay(waitLookMs, undefined, { signal });
    }
    await section.putObject(holdingKey, new Uint8Array(), { signal });
  }

  /** Entries of operations that are gone, and were to go on with what this one goes on with. */
  async forsaken(): Promise<readonly RunningEntry[]> {
    const { bank, predecessors } = this.#options;
    const forsaken: RunningEntry[] = [];
    for (const entry of await readEntries(bank, isUnreadable)) {
      const { operationId, owner } = entry;
      if (operationId === this.#operationId || predecessors.includes(operationId) || !this.#isSuccessor(entry)) continue;
      if ((await this.#owners.look(owner)).state === 'gone') forsaken.push(entry);
    }
    return forsaken;
  }

  /** Gives back all that it holds. */
  async give(): Promise<void> {
    if (this.#operationId !== undefined) await removeHolds(this.#options.bank, this.#operationId);
  }

  /** Waits until it is clear who comes first. Gives the one that is in the way. */
  async #settle(entry: RunningEntry, signal: AbortSignal, tell: Tell): Promise<Conflict | undefined> {
    for (let waitedMs = 0; ; waitedMs += lookAgainMs) {
      const conflicts = await this.#conflicts(entry.operationId);
      const winner = conflicts.find((conflict) => conflict.other.isHolding || isEarlier(conflict.entry, entry));
      if (winner) return winner;
      const [later] = conflicts;
      if (!later) return undefined;
      // One that lives steps back soon.
      if (waitedMs >= waitLookMs) tell(later);
      await delay(lookAgainMs, undefined, { signal });
    }
  }

  async #conflicts(operationId: string): Promise<readonly Conflict[]> {
    const { bank, holds, predecessors } = this.#options;
    const conflicts: Conflict[] = [];
    for (const other of await holdsOfOthers(bank, operationId)) {
      if (predecessors.includes(other.operationId)) continue;
      const what = await other.conflictWith(holds).then((hold) => hold?.what, whatIsUnreadable);
      const entry = what === undefined ? undefined : await readRunning(bank, other.operationId);
      // Without an entry it has ended: what is left of it binds nobody.
      if (what === undefined || !entry) continue;
      const { state } = await this.#owners.look(entry.owner);
      // This one goes on with the same in its place.
      const isReplaced = state === 'gone' && this.#isSuccessor(entry);
      // One that was cut off before it held anything never will, and with a verify there is nothing to go on.
      const isDead = state === 'gone' && (!other.isHolding || entry.operation === 'verify');
      if (!isReplaced && !isDead) conflicts.push({ other, what, entry, owner: state });
    }
    return conflicts;
  }

  /** Whether it was to go on with what this one goes on with. */
  #isSuccessor({ continues }: RunningEntry): boolean {
    return continues !== undefined && this.#options.predecessors.includes(continues);
  }
}

/** All see the same order, for it is that of the entries in the bank. */
function isEarlier(one: RunningEntry, other: RunningEntry): boolean {
  const [first, second] = [one.startedAt.getTime(), other.startedAt.getTime()];
  return first < second || (first === second && one.operationId < other.operationId);
}

/** It may be anything. */
function whatIsUnreadable(error: unknown): string {
  if (!isKarborError(error, 'KARBOR_JOURNAL_CORRUPT')) throw error;
  return `Something that cannot be told (${error.message})`;
}

/** Removes what tells that an operation holds anything. */
export async function removeHolds(bank: BankSection, operationId: string): Promise<void> {
  const section = holdsSection(bank, operationId);
  for (const key of [holdingKey, claimingKey]) await section.deleteObject(key);
  await deleteKeys(section, section.listObjects(''));
}

function heldBy({ what, entry, owner }: Conflict): KarborError {
  const { operationId, operation, checkpointId, projectId, checkpointProjectId, startedAt } = entry;
  // It is for that project alone to resume or sweep it.
  const by = checkpointProjectId === undefined ? '' : ` by project ${projectId}`;
  const who = `operation ${operationId} (${operation} of checkpoint ${checkpointId}${by}, since ${startedAt.toISOString()})`;
  return new KarborError('KARBOR_RESOURCE_HELD', `${what} is held by ${who}: ${advice[owner]}.`, {
    details: { held: what, operationId, operation, checkpointId, gone: owner === 'gone' },
  });
}

const advice: Readonly<Record<OwnerState, string>> = {
  alive: 'wait until it has ended, or ask to wait for it',
  unknown: 'wait until it has ended, or ask to wait for it; if whoever ran it is gone, resume or sweep it',
  gone: 'whoever ran it is gone: resume or sweep it first',
};
