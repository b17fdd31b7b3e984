import { setTimeout as delay } from 'node:timers/promises';
import { KarborError } from '@karbor/plugin-sdk';
import type { BankSection } from '../bank/bank.js';
import { deleteKeys } from '../bank/delete-keys.js';
import { ownerState } from '../lease/owner-state.js';
import { claimingKey, holdingKey, holdsOfOthers, holdsSection, listKey, sealHolds } from './hold-records.js';
import type { Hold, OtherHolds } from './hold-records.js';
import { readRunning } from './running-entry.js';
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
  readonly hold: Hold;
  readonly entry: RunningEntry;
  readonly isGone: boolean;
}

/**
 * What one operation holds, so that no other works on the same: a resource that is being protected, a checkpoint that is
 * being read or deleted. Needs no compare-and-swap: each says first what it wants, then looks at what others want. Of two
 * that see each other the one with the higher id steps back; one that saw nobody holds, and the other sees that.
 */
export class Holding {
  readonly #options: HoldingOptions;
  #operationId: string | undefined;

  constructor(options: HoldingOptions) {
    this.#options = options;
  }

  /** @throws KarborError `KARBOR_RESOURCE_HELD` naming what is held and by which operation */
  async take({ operationId }: RunningEntry, signal: AbortSignal, waiting: (held: KarborError) => void): Promise<void> {
    const { bank, holds, wait } = this.#options;
    if (holds.length === 0) return;
    this.#operationId = operationId;
    const section = holdsSection(bank, operationId);
    for (const [index, bytes] of sealHolds(holds).entries()) await section.putObject(listKey(index), bytes, { signal });
    const told = new Set<string>();
    for (;;) {
      await section.putObject(claimingKey, new Uint8Array(), { signal });
      if (bank.features.consistency === 'eventual') await delay(listingLagMs, undefined, { signal });
      const conflict = await this.#settle(operationId, signal);
      if (!conflict) break;
      await section.deleteObject(claimingKey);
      const held = heldBy(conflict);
      if (!wait || conflict.isGone) throw held;
      if (!told.has(conflict.entry.operationId)) waiting(held);
      told.add(conflict.entry.operationId);
      await delay(waitLookMs, undefined, { signal });
    }
    await section.putObject(holdingKey, new Uint8Array(), { signal });
  }

  /** Gives back all that it holds. */
  async give(): Promise<void> {
    if (this.#operationId !== undefined) await removeHolds(this.#options.bank, this.#operationId);
  }

  /** Waits until it is clear who comes first. Gives the one that is in the way. */
  async #settle(operationId: string, signal: AbortSignal): Promise<Conflict | undefined> {
    for (;;) {
      const conflicts = await this.#conflicts(operationId);
      const winner = conflicts.find(({ other }) => other.isHolding || other.operationId < operationId);
      if (winner) return winner;
      if (conflicts.length === 0) return undefined;
      await delay(lookAgainMs, undefined, { signal });
    }
  }

  async #conflicts(operationId: string): Promise<readonly Conflict[]> {
    const { bank, holds, predecessors } = this.#options;
    const conflicts: Conflict[] = [];
    for (const other of await holdsOfOthers(bank, operationId)) {
      if (predecessors.includes(other.operationId)) continue;
      const hold = await other.conflictWith(holds);
      const entry = hold && (await readRunning(bank, other.operationId));
      // Without an entry it has ended: what is left of it binds nobody.
      if (!hold || !entry) continue;
      const isGone = (await ownerState(bank, entry.owner)) === 'gone';
      // One that was cut off before it held anything never will.
      if (other.isHolding || !isGone) conflicts.push({ other, hold, entry, isGone });
    }
    return conflicts;
  }
}

/** Removes what tells that an operation holds anything. */
export async function removeHolds(bank: BankSection, operationId: string): Promise<void> {
  const section = holdsSection(bank, operationId);
  for (const key of [holdingKey, claimingKey]) await section.deleteObject(key);
  await deleteKeys(section, section.listObjects(''));
}

function heldBy({ hold, entry, isGone }: Conflict): KarborError {
  const { operationId, operation, checkpointId, startedAt } = entry;
  const who = `operation ${operationId} (${operation} of checkpoint ${checkpointId}, since ${startedAt.toISOString()})`;
  const advice = isGone
    ? 'whoever ran it is gone: resume or sweep it first'
    : 'wait until it has ended, or ask to wait for it';
  return new KarborError('KARBOR_RESOURCE_HELD', `${hold.what} is held by ${who}: ${advice}.`, {
    details: { held: hold.what, operationId, operation, checkpointId, gone: isGone },
  });
}
