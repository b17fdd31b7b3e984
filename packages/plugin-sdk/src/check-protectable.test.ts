import { describe, expect, test } from 'vitest';
import { checkProtectable, defineProtectable } from './index.js';

const list = async () => [];
const show = async () => undefined;
const good = { kind: 'protectable', apiVersion: 1, name: 'p', resourceType: 'T', parentTypes: ['P'], list, show };

test('a protectable that is defined has its tag, and cannot be changed', () => {
  const protectable = defineProtectable({ name: 'p', resourceType: 'T', parentTypes: ['P'], list, show });
  expect(protectable).toEqual(good);
  expect(Object.isFrozen(protectable)).toBe(true);
});

test('a root has no parents, and dependents are optional', () => {
  expect(checkProtectable({ ...good, parentTypes: [] })).toMatchObject({ parentTypes: [] });
  expect(checkProtectable({ ...good, dependents: list })).toMatchObject({ dependents: list });
});

describe('refused by name is', () => {
  test.each([
    ['a misspelt function', { dependants: list }, '"dependants" is not known here'],
    ['a missing list', { list: undefined }, '"list" must be a function'],
    ['a missing show', { show: undefined }, '"show" must be a function'],
    ['dependents that are no function', { dependents: [] }, '"dependents" must be a function'],
    ['a missing type', { resourceType: undefined }, '"resourceType" must be a type without "#"'],
    ['a type with #', { resourceType: 'T#1' }, '"resourceType" must be a type without "#"'],
    ['missing parent types', { parentTypes: undefined }, '"parentTypes" must be a list of types'],
    ['an empty parent type', { parentTypes: [''] }, '"parentTypes" must be a list of types'],
  ])('%s', (_, change, problem) => {
    expect(() => checkProtectable({ ...good, ...change })).toThrow(
      expect.objectContaining({ code: 'KARBOR_PLUGIN_INVALID', message: expect.stringContaining(problem) as string }) as Error,
    );
  });
});
