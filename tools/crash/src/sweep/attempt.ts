import { setTimeout as delay } from 'node:timers/promises';
import type { TaskFlow } from '@karbor/core';
import { CallGate } from '../doors/call-gate.js';
import type { Call } from '../doors/call-gate.js';
import { isLasting } from '../doors/trouble.js';
import type { Trouble } from '../doors/trouble.js';
import { endLeases } from '../world/bank-state.js';
import { ProviderProcess } from '../world/provider-process.js';
import { runFlow } from '../world/run-flow.js';
import { begin } from './subject.js';
import type { Subject } from './subject.js';

/** What became of an operation that something went wrong with. */
export interface Attempt {
  readonly end: 'done' | 'failed' | 'killed' | 'stuck';
  readonly error?: Error;
  /** Missing when it did not come so far. */
  readonly flow?: TaskFlow;
  readonly calls: readonly Call[];
  /** The call that went wrong. Missing when the operation had fewer. */
  readonly hit?: Call;
  /** What it should not have left. */
  readonly problems: readonly string[];
}

/** In milliseconds: what has not ended by then is killed. Where the cloud is gone each try to let a server run takes up to 15 seconds. */
const patience = 150_000;
/** The same where the bank or the cloud answers nothing, for which the limits of the world are short. */
const patienceWhenHanging = 15_000;

/** Runs an operation in a process of its own, which is gone afterwards. */
export async function attempt(subject: Subject, trouble?: Trouble): Promise<Attempt> {
  const gate = new CallGate(trouble);
  const process = await ProviderProcess.start(subject.small, subject.bank.plugin, gate);
  let flow: TaskFlow | undefined;
  const work = async (): Promise<Pick<Attempt, 'end' | 'error'>> => {
    try {
      flow = await begin(subject, process);
    } catch (error) {
      return { end: 'failed', error: error as Error };
    }
    const error = await runFlow(flow);
    return error ? { end: 'failed', error } : { end: 'done' };
  };
  const killed = gate.killed.then(() => ({ end: 'killed' }) as const);
  const stuck = delay(trouble?.kind === 'hang' ? patienceWhenHanging : patience, { end: 'stuck' } as const, { ref: false });
  const ended = await Promise.race([work(), killed, stuck]);
  const isOver = ended.end === 'done' || ended.end === 'failed';
  const kill = async () => {
    gate.kill();
    await process.kill();
  };
  await (isOver ? process.end().catch(kill) : kill());
  // A lease that such a call renews would make a process that is gone seem alive.
  await gate.settled();
  const { calls, hit } = gate;
  const leases = await endLeases(subject.bank);
  const problems = isOver && !couldNotSayGoodbye(trouble, hit) ? leases.map((key) => `it ended and left ${key}`) : [];
  return { ...ended, problems, calls: [...calls], ...(hit && { hit }), ...(flow && { flow }) };
}

/** Whether the bank could not be told that the lease is given back. */
function couldNotSayGoodbye(trouble: Trouble | undefined, hit: Call | undefined): boolean {
  // The lease of such a process is so short that a busy machine may lose it.
  if (trouble?.kind === 'hang') return true;
  if (!trouble || hit?.side !== 'bank') return false;
  return isLasting(trouble.kind) || hit.what.startsWith('deleteObject leases/');
}
