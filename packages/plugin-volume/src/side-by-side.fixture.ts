import type { ProtectionPlugin } from '@karbor/plugin-sdk';
import { volumeProtectionPlugin } from './plugin.js';

interface GroupCall {
  readonly members: readonly object[];
}
type GroupHook = (args: GroupCall) => unknown;

/**
 * The plugin for harnesses that go through one operation side by side, one for each of so many resources: a hook of
 * their group waits until it was called for all of them, and is called once with all of them as members, as core does.
 */
export function sideBySide(size: number): ProtectionPlugin {
  const operations = mapValues(volumeProtectionPlugin.operations, ({ group, ...operation }) => ({
    ...operation,
    ...(group && { group: { ...group, hooks: mapValues({ ...group.hooks }, (hook) => joined(size, hook as GroupHook)) } }),
  }));
  return { ...volumeProtectionPlugin, operations };
}

function mapValues<Value, Other>(object: Readonly<Record<string, Value>>, change: (value: Value) => Other): Record<string, Other> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
}

function joined(size: number, hook: GroupHook): GroupHook {
  let calls: { readonly args: GroupCall; readonly end: (result: unknown) => void }[] = [];
  return (args) =>
    new Promise((end) => {
      calls.push({ args, end });
      if (calls.length < size) return;
      const members = calls.flatMap((call) => call.args.members);
      const result = hook({ ...calls[0]?.args, members });
      for (const call of calls) call.end(result);
      calls = [];
    });
}
