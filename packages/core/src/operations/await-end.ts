import { KarborError } from '@karbor/plugin-sdk';
import type { BankSection } from '../bank/bank.js';
import { pause } from '../bank/pause.js';
import type { CheckpointState } from '../checkpoint/read-checkpoint.js';
import { ownerState } from '../lease/owner-state.js';
import type { WaitOptions } from '../provider/protection-provider.js';
import { isHolding } from '../running/hold-records.js';
import { becomesGone, busyEpoch, nameOf, openEpochs, workedOn } from './abandoned.js';
import type { OpenEpoch } from './abandoned.js';

/** In milliseconds. */
const lookAgainMs = 500;
/** How long one that was overtaken, and lives, may take to see that and to release what it has outside. */
const defaultPatienceMs = 600_000;

export interface IdleOptions extends WaitOptions {
  readonly wait?: boolean | undefined;
}

/**
 * Reads a checkpoint that nobody works on; with `wait`, as soon as that is so.
 * @throws KarborError `KARBOR_OPERATION_RUNNING` naming the operation that works on it; what `read` throws
 */
export async function readIdle(
  bank: BankSection,
  read: () => Promise<CheckpointState>,
  { wait = false, ...options }: IdleOptions,
): Promise<CheckpointState> {
  let told: string | undefined;
  for (;;) {
    const state = await read();
    const busy = await busyEpoch(bank, state);
    if (!busy) return state;
    const error = workedOn(state, busy);
    if (!wait) throw error;
    if (told !== busy.claim.operationId) options.onHeld?.(error);
    told = busy.claim.operationId;
    await hasStopped(bank, busy, options);
    await pause(lookAgainMs, options.signal);
  }
}

/**
 * Waits until those whom an operation has overtaken write nothing any more: each has given back what it held, or its owner
 * is gone. `waiting` is told once for each that is waited for.
 * @throws KarborError `KARBOR_OPERATION_RUNNING` when one does not stop; the signal's reason
 */
export async function awaitOvertaken(
  bank: BankSection,
  state: CheckpointState,
  signal: AbortSignal,
  waiting: (error: Error) => void,
  patienceMs = defaultPatienceMs,
): Promise<void> {
  for (const epoch of await openEpochs(bank, state)) {
    if (!(await isHolding(bank, epoch.claim.operationId)) || (await ownerState(bank, epoch.owner)) === 'gone') continue;
    const error = notStopped(epoch);
    waiting(error);
    if (!(await hasStopped(bank, epoch, { signal }, patienceMs))) throw error;
  }
}

/** Waits until an operation is at work no more. False when it still is after `patienceMs`: only who lives tries that patience. */
async function hasStopped(bank: BankSection, { claim, owner }: OpenEpoch, options: WaitOptions, patienceMs = Infinity): Promise<boolean> {
  const begin = performance.now();
  while (await isHolding(bank, claim.operationId)) {
    if (await becomesGone(bank, owner, options)) return true;
    if (performance.now() - begin >= patienceMs) return false;
    await pause(lookAgainMs, options.signal);
  }
  return true;
}

function notStopped({ claim, owner }: OpenEpoch): KarborError {
  const message = `${nameOf(claim)} was overtaken and has not stopped yet: what it still stores would be left. It stops by itself, or when its process is ended.`;
  return new KarborError('KARBOR_OPERATION_RUNNING', message, { details: { operationId: claim.operationId, owner } });
}
