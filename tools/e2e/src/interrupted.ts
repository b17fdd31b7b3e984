import type { RequestMatch } from '@karbor/devcloud';
import type { KarborProcess } from './karbor-process.js';
import type { Operator } from './operator.js';

/** Starts the command, and resolves when a request like this one hangs, as do all that follow. */
export async function runUntil(operator: Operator, args: readonly string[], match: RequestMatch): Promise<KarborProcess> {
  operator.cloud.faults.add({ ...match, effect: { kind: 'hang' }, count: 'forever' });
  const hangs = operator.requested(match);
  const running = operator.start(args);
  await Promise.race([hangs, running.ended.then(({ err }) => Promise.reject(new Error(`It ended too early: ${err}`)))]);
  return running;
}

/** The same, and kills it there with SIGKILL. Gives what it said on standard error. */
export async function killAt(operator: Operator, args: readonly string[], match: RequestMatch): Promise<string> {
  const { child, ended } = await runUntil(operator, args, match);
  child.kill('SIGKILL');
  const { err } = await ended;
  operator.cloud.faults.clear();
  await operator.cloud.settled();
  return err;
}
