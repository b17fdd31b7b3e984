import { resultProblems } from '../sweep/check-result.js';
import { cleanUp } from '../sweep/clean-up.js';
import { deleteCheckpoint } from '../sweep/delete-checkpoint.js';
import type { Finding } from '../sweep/experiment.js';
import { hadEnded, hasRecords } from '../sweep/go-on.js';
import type { Point } from '../sweep/point.js';
import { unfinished } from '../sweep/sweep-operations.js';
import { serversInAnotherState } from '../world/cloud-state.js';
import type { ProviderProcess } from '../world/provider-process.js';
import type { Scene } from './scene.js';

type Outcome = Pick<Finding, 'how' | 'problems'>;

/** Looks at what a process has left that was killed, and brings its operation to its end, or cleans up, with the command. */
export async function afterKill(scene: Scene, { way }: Point, process: ProviderProcess): Promise<Outcome> {
  const { subject } = scene;
  await subject.small.cloud.settled();
  // The watchdog has ended, too.
  const problems = [...serversInAnotherState(subject.small, subject.before)];
  await subject.small.guest.goOn();
  const { how, ...rest } = way === 'sweep' ? await sweep(scene, process) : await resume(scene, process);
  return { how, problems: [...problems, ...rest.problems] };
}

async function sweep(scene: Scene, process: ProviderProcess): Promise<Outcome> {
  const checkpointId = await checkpointOf(scene, process);
  const problems = [...(await runWell(scene, 'sweep'))];
  if ((await unfinished(process)).length > 0) problems.push('operations are listed after karbor sweep');
  return { how: 'swept', problems: [...problems, ...(await cleanUp(scene.subject, process, checkpointId))] };
}

async function resume(scene: Scene, process: ProviderProcess): Promise<Outcome> {
  const { subject } = scene;
  const { operation, bank } = subject;
  const [left] = await unfinished(process);
  const checkpointId = await checkpointOf(scene, process);
  const problems: string[] = [];
  let isLost = false;
  if (left?.state === 'running') {
    const again = operation === 'restore' ? ['restore', '--resume', left.operationId] : ['checkpoint', 'resume', left.checkpointId];
    isLost = hasRecords(subject, await bank.keys(), left);
    const { code, err } = await scene.karbor(again);
    if (code === 0) return { how: 'resumed', problems: await resultProblems(subject, left.checkpointId) };
    const isNothing = /\[KARBOR_(NOTHING_TO_RESUME|CHECKPOINT_NOT_FOUND|CHECKPOINT_STATUS)\]/.test(err);
    if (!isNothing) problems.push(`karbor ${again.join(' ')} ended with ${String(code)}: ${err.trim()}`);
  }
  problems.push(...(await runWell(scene, 'sweep')));
  if (checkpointId !== undefined && (await hadEnded(subject, process, checkpointId))) {
    return { how: 'had ended', problems: [...problems, ...(await resultProblems(subject, checkpointId))] };
  }
  if (isLost) problems.push('the bank told of it, and it could not be resumed');
  if (operation === 'protect' && checkpointId !== undefined) problems.push(...(await deleteCheckpoint(process, checkpointId)));
  const { code, out, err } = await scene.karbor([...scene.begin, '--json']);
  if (code !== 0) return { how: 'begun anew', problems: [...problems, `beginning anew failed: ${err.trim()}`] };
  const { id } = JSON.parse(out) as { readonly id: string };
  return { how: 'begun anew', problems: [...problems, ...(await resultProblems(subject, id))] };
}

/** Runs the command. Gives what is wrong when it does not end well. */
async function runWell(scene: Scene, ...args: readonly string[]): Promise<readonly string[]> {
  const { code, err } = await scene.karbor(args);
  return code === 0 ? [] : [`karbor ${args.join(' ')} ended with ${String(code)}: ${err.trim()}`];
}

/** Missing when no checkpoint was begun. */
async function checkpointOf({ subject }: Scene, process: ProviderProcess): Promise<string | undefined> {
  if (subject.checkpointId !== undefined) return subject.checkpointId;
  const [left] = await unfinished(process);
  if (left) return left.checkpointId;
  for await (const { id } of process.provider.checkpoints.list(process.context)) return id;
  return undefined;
}
