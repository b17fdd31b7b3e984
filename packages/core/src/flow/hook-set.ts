import { hookNames } from '@karbor/plugin-sdk';
import type { HookName } from '@karbor/plugin-sdk';

/** Some of the four hooks, one bit each, in the order of `hookNames`. */
export type HookSet = number;

export function hookSet(hooks: Iterable<HookName>): HookSet {
  let set = 0;
  for (const hook of hooks) set |= 1 << hookNames.indexOf(hook);
  return set;
}

/** Whether the hook at this place of `hookNames` is in the set. */
export function hasPhase(set: HookSet, phase: number): boolean {
  return (set & (1 << phase)) !== 0;
}
