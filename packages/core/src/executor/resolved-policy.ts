import { KarborError } from '@karbor/plugin-sdk';
import { defaultRetryPolicy } from './executor-policy.js';
import type { ExecutorPolicy, FlowPolicy } from './executor-policy.js';

/** The longest time that a timer can measure, in milliseconds (24.8 days). */
const longest = 2 ** 31 - 1;

/**
 * The policy of a run: an Executor's own wins over the flow's, what is fixed of the flow wins over that, and the defaults
 * stand behind all. Limits by phase and by type, and the members of `retry`, win one by one.
 * @throws KarborError `KARBOR_POLICY_INVALID` naming the member at fault
 */
export function resolvePolicy(
  executor: Partial<FlowPolicy>,
  flow: Partial<FlowPolicy>,
  fixed: Partial<FlowPolicy> = {},
): FlowPolicy {
  const own = { ...executor, ...fixed };
  const timeout = own.hookTimeoutMs ?? flow.hookTimeoutMs;
  const operationTimeout = own.operationTimeoutMs ?? flow.operationTimeoutMs;
  const policy: FlowPolicy = {
    hooks: own.hooks ?? flow.hooks ?? 64,
    hooksByPhase: { ...flow.hooksByPhase, ...own.hooksByPhase },
    hooksByType: { ...flow.hooksByType, ...own.hooksByType },
    ...(timeout === undefined ? {} : { hookTimeoutMs: timeout }),
    ...(operationTimeout === undefined ? {} : { operationTimeoutMs: operationTimeout }),
    onFailure: own.onFailure ?? flow.onFailure ?? 'rollback',
    abortGraceMs: own.abortGraceMs ?? flow.abortGraceMs ?? 30_000,
    retry: { ...defaultRetryPolicy, ...flow.retry, ...own.retry },
  };
  atLeast(1, 'hooks', policy.hooks);
  for (const [phase, limit] of Object.entries(policy.hooksByPhase)) atLeast(1, `hooksByPhase.${phase}`, limit);
  for (const [type, limit] of Object.entries(policy.hooksByType)) atLeast(1, `hooksByType.${type}`, limit);
  if (timeout !== undefined) atLeast(1, 'hookTimeoutMs', timeout, longest);
  if (operationTimeout !== undefined) atLeast(1, 'operationTimeoutMs', operationTimeout, longest);
  oneOf(['rollback', 'continue'], 'onFailure', policy.onFailure);
  atLeast(0, 'abortGraceMs', policy.abortGraceMs, longest);
  atLeast(0, 'retry.retries', policy.retry.retries);
  atLeast(0, 'retry.delayMs', policy.retry.delayMs, longest);
  atLeast(0, 'retry.maximumDelayMs', policy.retry.maximumDelayMs, longest);
  return policy;
}

/** The limits across operations. @throws KarborError `KARBOR_POLICY_INVALID` */
export function sharedLimits({ operations = 4, totalHooks = Infinity }: ExecutorPolicy): {
  operations: number;
  totalHooks: number;
} {
  atLeast(1, 'operations', operations);
  atLeast(1, 'totalHooks', totalHooks);
  return { operations, totalHooks };
}

function atLeast(minimum: number, name: string, value: number, maximum = Infinity): void {
  if ((Number.isInteger(value) || value === Infinity) && value >= minimum && value <= maximum) return;
  const range = maximum === Infinity ? `${minimum} or more` : `from ${minimum} to ${maximum}`;
  throw invalid(name, `${value}; it must be a whole number, ${range}`);
}

function oneOf(words: readonly string[], name: string, value: string): void {
  if (!words.includes(value)) throw invalid(name, `"${value}"; it must be ${words.join(' or ')}`);
}

function invalid(name: string, what: string): KarborError {
  return new KarborError('KARBOR_POLICY_INVALID', `"${name}" of the executor's policy is ${what}.`, {
    details: { key: name },
  });
}
