import { isCut, isLasting } from '../doors/trouble.js';
import { CallGate } from '../doors/call-gate.js';
import type { Call } from '../doors/call-gate.js';
import { cloudState, differences, differencesBesidesSnapshots } from '../world/cloud-state.js';
import { ProviderProcess } from '../world/provider-process.js';
import { restoredProblems } from '../world/restored-copy.js';
import { attempt } from './attempt.js';
import type { Attempt } from './attempt.js';
import { resultProblems } from './check-result.js';
import { cleanUp } from './clean-up.js';
import { goOn } from './go-on.js';
import type { Point } from './point.js';
import { generationsOf } from './subject.js';
import type { Subject } from './subject.js';
import { sweepOperations, unfinished } from './sweep-operations.js';

/** What an experiment showed. */
export interface Finding {
  readonly point: Point;
  /** The call that went wrong; missing when the operation ended before. */
  readonly hit?: string;
  readonly how: 'not reached' | 'resumed' | 'had ended' | 'begun anew' | 'swept' | 'held';
  /** What was not as it must be. */
  readonly problems: readonly string[];
}

/** Lets an operation go wrong, brings it to its end or cleans up after it, and compares. */
export async function experiment(subject: Subject, point: Point): Promise<Finding> {
  const went = await attempt(subject, point);
  const process = await ProviderProcess.start(subject.small, subject.bank.plugin, new CallGate());
  try {
    const { how, problems } = await outcomeOf(subject, process, point, went);
    return { point, how, problems: [...went.problems, ...problems], ...(went.hit && { hit: went.hit.what }) };
  } finally {
    await process.end();
  }
}

type Outcome = Pick<Finding, 'how' | 'problems'>;

async function outcomeOf(subject: Subject, process: ProviderProcess, point: Point, went: Attempt): Promise<Outcome> {
  if (went.end === 'done') return await afterSuccess(subject, process, went);
  const problems = isCut(point.kind) ? [] : await failureProblems(subject, point, went);
  if (point.at % 4 < 2) await thaw(process);
  // What was written meanwhile is in the result as a whole or not at all.
  await subject.small.guest.goOn();
  const next = await afterwards(subject, process, point, went);
  return { how: next.how, problems: [...problems, ...next.problems] };
}

/** As the watchdog of a command does when that is gone. */
async function thaw(process: ProviderProcess): Promise<void> {
  for (const { operationId } of await unfinished(process)) await process.provider.operations.thaw(operationId, process.context);
}

/** It did well all the same; what could not be removed in the end is removed by a sweep. */
async function afterSuccess(subject: Subject, process: ProviderProcess, { hit, flow }: Attempt): Promise<Outcome> {
  const problems = await sweepOperations(process);
  const result = await resultProblems(subject, flow?.checkpointId ?? '');
  return { how: hit ? 'held' : 'not reached', problems: [...problems, ...result] };
}

/** What failed has taken back what it had in the cloud, before anybody sweeps, unless the cloud could not be told. */
async function failureProblems(subject: Subject, { kind }: Point, { end, error, hit }: Attempt): Promise<readonly string[]> {
  const { operation, small, before } = subject;
  // Where nothing is ever answered it may wait until somebody ends its process.
  if (end === 'stuck') return kind === 'hang' ? [] : ['it did not end'];
  const problems = error && 'code' in error ? [] : [`it failed without a code: ${String(error)}`];
  if (operation === 'delete' || (isLasting(kind) && (hit?.side === 'cloud' || kind === 'hang'))) return problems;
  // Whether the end of a restore was recorded it could not learn: what may be the user's by now stays, as a whole.
  if (operation === 'restore' && isLasting(kind) && isEndOfRestore(hit)) return [...problems, ...(await restoredProblems(small, before, generationsOf(subject)))];
  const after = await cloudState(small);
  return [...problems, ...(operation === 'retry' ? differencesBesidesSnapshots(before, after) : differences(before, after))];
}

function isEndOfRestore(hit: Call | undefined): boolean {
  return hit !== undefined && /^putObject operations\/[^/]+\/end$/.test(hit.what);
}

async function afterwards(subject: Subject, process: ProviderProcess, { way, kind }: Point, { flow }: Attempt): Promise<Outcome> {
  if (way === 'sweep') return { how: 'swept', problems: await cleanUp(subject, process, flow?.checkpointId ?? subject.checkpointId) };
  const { how, checkpointId, problems } = await goOn(subject, process, flow, kind);
  return { how, problems: [...problems, ...(await resultProblems(subject, checkpointId))] };
}
