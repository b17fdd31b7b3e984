import type { HookResult } from '@karbor/plugin-sdk';
import type { HookTask } from '../executor/hook-runner.js';
import type { MemberAttempt } from './member-attempt.js';
import type { ResourcePlan } from './resource-plan.js';

/** Calls the hook of a task's plugin, if it has one: that of one resource, or that of its group. */
export function callHook(task: HookTask, plan: ResourcePlan, members: readonly MemberAttempt[]): HookResult {
  const [first] = members;
  const { operation } = plan;
  if (!first || !operation) return undefined;
  if (task.group === undefined) return operation[task.hook]?.(first.arguments());
  return operation.group?.hooks[task.hook]?.({
    ...first.arguments(),
    key: task.group,
    members: members.map((member) => member.arguments()),
  });
}
