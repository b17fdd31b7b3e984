import { isCut } from '../doors/trouble.js';
import { CallGate } from '../doors/call-gate.js';
import { cloudState, differences } from '../world/cloud-state.js';
import { ProviderProcess } from '../world/provider-process.js';
import { attempt } from './attempt.js';
import type { Attempt } from './attempt.js';
import { resultProblems } from './check-result.js';
import type { Expected } from './check-result.js';
import { cleanUp } from './clean-up.js';
import { goOn } from './go-on.js';
import type { Point } from './point.js';
import type { Subject } from './subject.js';
import { sweepOperations } from './sweep-operations.js';

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
export async function experiment(subject: Subject, point: Point, expected: Expected): Promise<Finding> {
  const went = await attempt(subject, point);
  const reached = went.hit ? { point, hit: went.hit.what } : { point };
  const process = await ProviderProcess.start(subject.small, subject.bank.plugin, new CallGate());
  try {
    if (went.end === 'done') return { ...reached, ...(await afterSuccess(subject, process, went, expected)) };
    if (!isCut(point.kind)) {
      const problems = await failureProblems(subject, point, went, expected);
      const next = await afterwards(subject, process, point, went, expected);
      return { ...reached, how: next.how, problems: [...problems, ...next.problems] };
    }
    return { ...reached, ...(await afterwards(subject, process, point, went, expected)) };
  } finally {
    await process.end();
  }
}

type Outcome = Pick<Finding, 'how' | 'problems'>;

/** It did well all the same; what could not be removed in the end is removed by a sweep. */
async function afterSuccess(subject: Subject, process: ProviderProcess, { hit, flow }: Attempt, expected: Expected): Promise<Outcome> {
  const problems = await sweepOperations(process);
  const result = await resultProblems(subject, flow?.checkpointId ?? '', expected);
  return { how: hit ? 'held' : 'not reached', problems: [...problems, ...result] };
}

/** What failed once has taken back what it had in the cloud, before anybody sweeps. */
async function failureProblems({ operation, small }: Subject, { kind }: Point, { error }: Attempt, { before }: Expected): Promise<readonly string[]> {
  const unclear = error && 'code' in error ? [] : [`it failed without a code: ${String(error)}`];
  if (kind === 'gone' || operation === 'delete') return unclear;
  return [...unclear, ...differences(before, await cloudState(small))];
}

async function afterwards(
  subject: Subject,
  process: ProviderProcess,
  { way, kind }: Point,
  { flow }: Attempt,
  expected: Expected,
): Promise<Outcome> {
  if (way === 'sweep') {
    return { how: 'swept', problems: await cleanUp(subject, process, flow?.checkpointId ?? subject.checkpointId, expected.before) };
  }
  const { how, checkpointId, problems } = await goOn(subject, process, { flow, kind, before: expected.before });
  return { how, problems: [...problems, ...(await resultProblems(subject, checkpointId, expected))] };
}

