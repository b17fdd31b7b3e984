import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { checkProtectionPlugin, defineProtectionPlugin } from './index.js';

const hook = () => undefined;
const about = { kind: 'protection-plugin', apiVersion: 1, name: 'p', resourceTypes: ['T'] };

test('a plugin that is defined has its tag, and cannot be changed', () => {
  const plugin = defineProtectionPlugin({ name: 'p', resourceTypes: ['T'], operations: { protect: { onMain: hook } } });
  expect(plugin).toEqual({ ...about, operations: { protect: { onMain: hook } } });
  expect(Object.isFrozen(plugin)).toBe(true);
});

test('everything that the contract has is known', () => {
  const operation = {
    ...{ onPrepareBegin: hook, onPrepareFinish: hook, onMain: hook, onComplete: hook, applies: () => true },
    ...{ parametersSchema: z.object({}), whenRelatedFailed: 'run', exclusive: false },
    group: { key: () => 'k', hooks: { onPrepareFinish: hook } },
  };
  const plugin = {
    ...{ ...about, configSection: ['a', 'b'], configSchema: z.object({}), savedInfoSchema: z.object({}) },
    effects: { snapshot: { urgent: true, session: false, types: undefined, release: hook, exists: () => true } },
    operations: { protect: operation, restore: operation, delete: operation, verify: operation },
  };
  expect(checkProtectionPlugin(plugin)).toBe(plugin);
});

test('an operation may be absent, and be undefined', () => {
  expect(checkProtectionPlugin({ ...about, operations: { protect: {}, verify: undefined } })).toMatchObject({ name: 'p' });
});

describe('refused by name is', () => {
  test.each([
    ['no type', { resourceTypes: [] }, '"resourceTypes" must list at least one type, without "#"'],
    ['a type with #', { resourceTypes: ['T#1'] }, '"resourceTypes" must list at least one type, without "#"'],
    ['no operations', { operations: undefined }, '"operations" must be an object'],
    ['a misspelt member', { opperations: {} }, '"opperations" is not known here'],
    ['a misspelt operation', { operations: { protekt: {} } }, '"operations.protekt" is not known here; known are protect, restore, delete, verify'],
    ['a misspelt hook', { operations: { protect: { onPrepareBegun: hook } } }, '"operations.protect.onPrepareBegun" is not known here'],
    ['a hook that is no function', { operations: { restore: { onMain: {} } } }, '"operations.restore.onMain" must be a function'],
    ['an operation that is no object', { operations: { delete: hook } }, '"operations.delete" must be an object'],
    ['parameters without a schema', { operations: { protect: { parametersSchema: {} } } }, '"operations.protect.parametersSchema" must be a Standard Schema'],
    ['a wrong exclusive', { operations: { protect: { exclusive: 'no' } } }, '"operations.protect.exclusive" must be true or false'],
    ['an unknown policy', { operations: { protect: { whenRelatedFailed: 'go' } } }, '"operations.protect.whenRelatedFailed" must be "run" or "skip"'],
    ['an applies that is no function', { operations: { protect: { applies: true } } }, '"operations.protect.applies" must be a function'],
    ['a group without a key', { operations: { protect: { group: { hooks: {} } } } }, '"operations.protect.group.key" must be a function'],
    ['a group without hooks', { operations: { protect: { group: { key: hook } } } }, '"operations.protect.group.hooks" must be an object'],
    ['a misspelt hook of a group', { operations: { protect: { group: { key: hook, hooks: { onMains: hook } } } } }, '"operations.protect.group.hooks.onMains" is not known here'],
    ['a misspelt member of a group', { operations: { protect: { group: { key: hook, hooks: {}, size: 1 } } } }, '"operations.protect.group.size" is not known here'],
    ['a group that is no object', { operations: { protect: { group: 'volumes' } } }, '"operations.protect.group" must be an object'],
    ['an effect without release', { effects: { snapshot: {} } }, '"effects.snapshot.release" must be a function'],
    ['a misspelt member of an effect', { effects: { snapshot: { release: hook, urgnet: true } } }, '"effects.snapshot.urgnet" is not known here'],
    ['an effect that is no object', { effects: { snapshot: hook } }, '"effects.snapshot" must be an object'],
    ['effects in a list', { effects: [] }, '"effects" must be an object'],
    ['saved info without a schema', { savedInfoSchema: 'string' }, '"savedInfoSchema" must be a Standard Schema'],
  ])('%s', (_, change, problem) => {
    expect(() => checkProtectionPlugin({ ...about, operations: {}, ...change })).toThrow(
      expect.objectContaining({ code: 'KARBOR_PLUGIN_INVALID', message: expect.stringContaining(problem) as string }) as Error,
    );
  });
});

test('a member that only the prototype has does not count', () => {
  expect(() => checkProtectionPlugin({ ...about, operations: { constructor: {} } })).toThrow('"operations.constructor" is not known here');
});
