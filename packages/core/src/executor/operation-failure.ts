import { isKarborError, isRetryable, KarborError, resourceKey } from '@karbor/plugin-sdk';
import type { Resource } from '@karbor/plugin-sdk';
import type { TaskFlow } from '../flow/task-flow.js';
import { resourceName, taskName } from '../flow/task-name.js';
import type { HookTask, RelatedFailure, ResourceFailure } from './hook-runner.js';

/** An error of a hook with the hook's name in front. Keeps the code, or gives `KARBOR_HOOK_FAILED`. */
export function hookFailure(task: HookTask, attempt: number, error: Error): KarborError {
  const [code, message] = isKarborError(error)
    ? [error.code, error.message]
    : (['KARBOR_HOOK_FAILED', withCode(error)] as const);
  return new KarborError(code, `${taskName(task)} failed: ${message}`, {
    cause: error,
    retryable: isRetryable(error),
    details: { resources: task.resources.map(resourceKey), hook: task.hook, attempt },
  });
}

/** Retryable: what hangs today may answer tomorrow. */
export function hookTimeout(timeoutMs: number): KarborError {
  const message = `The hook has not ended within ${timeoutMs} ms. Look for what it waits for, or give hooks more time.`;
  return new KarborError('KARBOR_HOOK_TIMEOUT', message, { retryable: true, details: { timeoutMs } });
}

export function hookAbandoned(graceMs: number): KarborError {
  const message = `The hook has not stopped within ${graceMs} ms of its signal and was abandoned.`;
  return new KarborError('KARBOR_HOOK_ABANDONED', message, { details: { graceMs } });
}

/** A hook would have run again, but what it left could not be removed. */
export function undoFailure(error: Error, undoError: Error): KarborError {
  const message = `${withCode(error)} It is not tried again: what it left could not be undone: ${withCode(undoError)}`;
  return new KarborError(isKarborError(error) ? error.code : 'KARBOR_HOOK_FAILED', message, {
    cause: new AggregateError([error, undoError]),
  });
}

/** Why the hooks that still run are told to stop. */
export function stoppedByFailure(cause: Error): KarborError {
  return new KarborError('KARBOR_CANCELLED', 'Stop: something else in this operation has failed.', { cause });
}

/** The failure of a resource that is skipped because of another's. */
export function relatedFailed(resource: Resource, cause: RelatedFailure): KarborError {
  return new KarborError(
    'KARBOR_RELATED_FAILED',
    `${resourceName(resource)} was skipped, because something that it belongs with has failed: ${withCode(
      cause.error,
    )}`,
    { cause: cause.error, details: { resource: resourceKey(resource), failed: resourceKey(cause.resource) } },
  );
}

/** Not retryable: the operation had its time. */
export function operationTimeout(flow: TaskFlow, timeoutMs: number): KarborError {
  return new KarborError(
    'KARBOR_OPERATION_TIMEOUT',
    `The operation has not ended within ${timeoutMs} ms of its start. Look for what takes so long, or give it more time.`,
    { details: { ...about(flow), timeoutMs } },
  );
}

/** What the stream of an operation ends with that has done what it could: a message that names every cause. */
export function operationPartial(
  flow: TaskFlow,
  causes: readonly Error[],
  failures: readonly ResourceFailure[],
): KarborError {
  const keysOf = (skipped: boolean): string[] =>
    failures.filter((one) => one.skipped === skipped).map(({ resource }) => resourceKey(resource));
  const [failed, skipped] = [keysOf(false), keysOf(true)];
  const besides = skipped.length === 0 ? '' : `, ${skipped.length} skipped for them`;
  return new KarborError(
    'KARBOR_OPERATION_PARTIAL',
    `${nameOf(flow)} is good in part, ${failed.length} failed${besides}: ${causes.map(withCode).join(' ')}`,
    {
      cause: causes.length === 1 ? causes[0] : new AggregateError(causes),
      details: { ...about(flow), causes: causes.map(describe), failed, skipped },
    },
  );
}

/** What the stream of an operation that failed ends with: a message that names every cause. */
export function operationFailed(flow: TaskFlow, causes: readonly Error[]): KarborError {
  return new KarborError('KARBOR_OPERATION_FAILED', `${nameOf(flow)} has failed: ${causes.map(withCode).join(' ')}`, {
    cause: causes.length === 1 ? causes[0] : new AggregateError(causes),
    details: { ...about(flow), causes: causes.map(describe) },
  });
}

/** What the stream of an operation that was cancelled ends with. `errors` is what went wrong besides. */
export function operationCancelled(flow: TaskFlow, reason: unknown, errors: readonly Error[] = []): KarborError {
  const besides = errors.length === 0 ? '' : ` Besides: ${errors.map(withCode).join(' ')}`;
  return new KarborError('KARBOR_CANCELLED', `${nameOf(flow)} was cancelled.${besides}`, {
    cause: reason,
    details: { ...about(flow), causes: errors.map(describe) },
  });
}

/** Whether a hook failed only because it was told to stop: its error is the signal's reason, or leads back to it. */
export function isConsequenceOf(reason: Error, error: unknown): boolean {
  const seen = new Set<unknown>();
  for (let one = error; one instanceof Error && !seen.has(one); one = one.cause) {
    if (one === reason || one.name === 'AbortError' || isKarborError(one, 'KARBOR_CANCELLED')) return true;
    seen.add(one);
  }
  return false;
}

function nameOf({ operation, checkpointId }: TaskFlow): string {
  return `Operation ${operation} of checkpoint ${checkpointId}`;
}

function about({ operation, operationId, checkpointId }: TaskFlow): Readonly<Record<string, unknown>> {
  return { operation, operationId, checkpointId };
}

function describe(error: Error): Readonly<Record<string, unknown>> {
  const details = isKarborError(error) ? error.details : {};
  return { ...details, code: codeOf(error), message: error.message };
}

function withCode(error: Error): string {
  const code = codeOf(error);
  return code === undefined || error.message.includes(code) ? error.message : `${error.message} (${code})`;
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
