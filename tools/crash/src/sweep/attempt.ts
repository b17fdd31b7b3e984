import type { TaskFlow } from '@karbor/core';
import { CallGate } from '../doors/call-gate.js';
import type { Call } from '../doors/call-gate.js';
import type { Trouble } from '../doors/trouble.js';
import { endLeases } from '../world/bank-state.js';
import { ProviderProcess } from '../world/provider-process.js';
import { runFlow } from '../world/run-flow.js';
import { begin } from './subject.js';
import type { Subject } from './subject.js';

/** What became of an operation that something went wrong with. */
export interface Attempt {
  readonly end: 'done' | 'failed' | 'killed';
  readonly error?: Error;
  /** Missing when it did not come so far. */
  readonly flow?: TaskFlow;
  readonly calls: readonly Call[];
  /** The call that went wrong. Missing when the operation had fewer. */
  readonly hit?: Call;
}

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
  const ended = await Promise.race([work(), gate.killed.then(() => ({ end: 'killed' }) as const)]);
  await (ended.end === 'killed' ? process.kill() : process.end().catch(() => process.kill()));
  await endLeases(subject.bank);
  const { calls, hit } = gate;
  return { ...ended, calls: [...calls], ...(hit && { hit }), ...(flow && { flow }) };
}
