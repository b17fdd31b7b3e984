import { isKarborError } from '@karbor/plugin-sdk';
import type { BankSection } from '../bank/bank.js';
import { findObject, lagOf } from '../bank/find-object.js';
import { pause } from '../bank/pause.js';
import { leaseKey, openLease } from './lease-record.js';
import type { LeaseRecord } from './lease-record.js';
import { defaultLeaseWindows } from './lease-windows.js';
import { monotonicClock } from './monotonic-clock.js';
import type { MonotonicClock } from './monotonic-clock.js';
import { processState } from './process-identity.js';

/** `unknown`: its lease is there, and one look does not tell whether it is still renewed. */
export type OwnerState = 'alive' | 'gone' | 'unknown';

export interface OwnerStateOptions {
  /** Default: the time since the machine was started. */
  readonly clock?: MonotonicClock;
}

export interface WaitUntilGoneOptions extends OwnerStateOptions {
  readonly signal?: AbortSignal;
  /** What has looked at the owner before, perhaps: what it has seen counts. Default: a new one. */
  readonly watch?: OwnerWatch;
  /** Called after each look, with what is left until the owner counts as gone. */
  readonly onWaiting?: (remainingMs: number) => void;
}

/** In milliseconds: the longest time between two looks. */
const lookEvery = 5000;

/**
 * What one look at the bank tells of an owner. `gone`: it has no lease; or it ran on this very machine, and its process
 * is no more, or its lease has run out by the clock of this machine. `alive`: it runs on this machine and has a good lease.
 * @throws what the bank throws; KarborError `KARBOR_FORMAT_UNSUPPORTED`
 */
export async function ownerState(bank: BankSection, owner: string, options: OwnerStateOptions = {}): Promise<OwnerState> {
  return (await look(bank, owner, options)).state;
}

/**
 * Watches an owner until its state is known: `alive` as soon as its lease is renewed, `gone` when it has not been for the
 * expire window that is written in it, by the own monotonic clock.
 * @throws what the bank throws; the signal's reason
 */
export async function waitUntilGone(
  bank: BankSection,
  owner: string,
  options: WaitUntilGoneOptions = {},
): Promise<'alive' | 'gone'> {
  const { signal, onWaiting, watch = new OwnerWatch(bank, options) } = options;
  for (;;) {
    const { state, expireMs, remainingMs } = await watch.look(owner, signal);
    if (state !== 'unknown') return state;
    onWaiting?.(remainingMs);
    await pause(Math.max(1, Math.min(lookEvery, expireMs / 20, remainingMs)), signal);
  }
}

/** What several looks tell of an owner. */
export interface OwnerReport {
  readonly state: OwnerState;
  /** Milliseconds: its expire window. */
  readonly expireMs: number;
  /** Milliseconds until it counts as gone, if its lease does not change. */
  readonly remainingMs: number;
}

/** Looks at owners as often as it is asked to, and remembers since when the lease of each has been as it is. */
export class OwnerWatch {
  readonly #bank: BankSection;
  readonly #options: OwnerStateOptions;
  readonly #seen = new Map<string, { readonly counter: number | undefined; readonly goneAt: number }>();

  constructor(bank: BankSection, options: OwnerStateOptions = {}) {
    this.#bank = bank;
    this.#options = options;
  }

  /**
   * As `ownerState`; besides, `alive` when its lease was renewed since the last look, and `gone` when it has not been for
   * the expire window that is written in it, by the own monotonic clock.
   */
  async look(owner: string, signal?: AbortSignal): Promise<OwnerReport> {
    const { clock = monotonicClock } = this.#options;
    const before = this.#seen.get(owner);
    const lookedAt = clock();
    const { state, lease } = await look(this.#bank, owner, { clock, ...(signal && { signal }) });
    const expireMs = lease?.windows.expireMs ?? defaultLeaseWindows.expireMs;
    const isNew = before?.counter !== lease?.counter;
    const { goneAt } = before && !isNew ? before : { goneAt: clock() + expireMs + lagOf(this.#bank) };
    this.#seen.set(owner, { counter: lease?.counter, goneAt });
    const report = { expireMs, remainingMs: Math.max(0, goneAt - clock()) };
    if (state !== 'unknown') return { ...report, state };
    if (before && isNew) return { ...report, state: 'alive' };
    return { ...report, state: before && lookedAt >= goneAt ? 'gone' : 'unknown' };
  }
}

interface Look {
  readonly state: OwnerState;
  /** Missing also when it is damaged. */
  readonly lease?: LeaseRecord;
}

async function look(
  bank: BankSection,
  owner: string,
  { clock = monotonicClock, signal }: OwnerStateOptions & { readonly signal?: AbortSignal },
): Promise<Look> {
  const bytes = await findObject(bank, leaseKey(owner), signal);
  if (!bytes) return { state: 'gone' };
  const lease = readLease(bytes, owner);
  return lease ? { state: await stateHere(lease, clock), lease } : { state: 'unknown' };
}

/** What this machine knows; its processes have one clock, so that a lease that has run out needs no watching. */
async function stateHere({ process, sentAt, windows }: LeaseRecord, clock: MonotonicClock): Promise<OwnerState> {
  const state = process ? await processState(process) : 'elsewhere';
  if (state !== 'lives') return state === 'gone' ? 'gone' : 'unknown';
  const age = clock() - sentAt;
  if (age >= windows.expireMs) return 'gone';
  return age >= 0 && age < windows.expireMs - windows.validityMs ? 'alive' : 'unknown';
}

function readLease(bytes: Uint8Array, owner: string): LeaseRecord | undefined {
  try {
    return openLease(bytes, owner);
  } catch (error) {
    if (isKarborError(error, 'KARBOR_OBJECT_CORRUPT')) return undefined;
    throw error;
  }
}
