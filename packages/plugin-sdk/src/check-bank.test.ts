import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { checkBankDefinition, defineBank } from './index.js';
import { memoryBank } from './testing/index.js';

const good = { kind: 'bank', apiVersion: 1, name: '@example/bank', create: memoryBank };

test('a bank that is defined has its tag, and cannot be changed', () => {
  const configSchema = z.object({ path: z.string() });
  const bank = defineBank({ name: '@example/bank', configSection: 'a_bank', configSchema, create: memoryBank });
  expect(bank).toEqual({ ...good, configSection: 'a_bank', configSchema });
  expect(Object.isFrozen(bank)).toBe(true);
});

test('a definition of another copy of the package is as good', () => {
  expect(checkBankDefinition(good)).toBe(good);
});

test.each([0, 2, '1', undefined])('a definition of apiVersion %s is refused, with what to do', (apiVersion) => {
  expect(() => checkBankDefinition({ ...good, apiVersion })).toThrow(
    expect.objectContaining({
      code: 'KARBOR_PLUGIN_API_VERSION',
      message: `The bank "@example/bank" has apiVersion ${String(apiVersion)}, this Karbor understands 1: install a version of it that fits.`,
    }) as Error,
  );
});

describe('refused by name is', () => {
  test.each([
    ['another kind', { kind: 'protectable' }, '"kind" must be "bank"'],
    ['a missing name', { name: undefined }, '"name" must be the name of its npm package'],
    ['an empty name', { name: '' }, '"name" must be the name of its npm package'],
    ['a missing create', { create: undefined }, '"create" must be a function'],
    ['a misspelt member', { configShema: z.object({}) }, '"configShema" is not known here; known are kind, apiVersion, name, configSection'],
    ['an empty section', { configSection: '' }, '"configSection" must be a section name or a list of them'],
    ['an empty list of sections', { configSection: [] }, '"configSection" must be a section name or a list of them'],
    ['a schema that is none', { configSchema: { parse: () => 1 } }, '"configSchema" must be a Standard Schema that gives JSON Schema'],
  ])('%s', (_, change, problem) => {
    expect(() => checkBankDefinition({ ...good, ...change })).toThrow(
      expect.objectContaining({ code: 'KARBOR_PLUGIN_INVALID', message: expect.stringContaining(problem) as string }) as Error,
    );
  });
});

test('all that is wrong is told at once', () => {
  expect(() => checkBankDefinition({ kind: 'bank', apiVersion: 1, crate: memoryBank })).toThrow(
    expect.objectContaining({
      message:
        'The bank without a name is not valid: "name" must be the name of its npm package; ' +
        '"crate" is not known here; known are kind, apiVersion, name, configSection, configSchema, create; "create" must be a function.',
    }) as Error,
  );
});

test('a schema may be a function, as some libraries make them', () => {
  const { '~standard': standard } = z.object({});
  const configSchema = Object.assign(() => undefined, { '~standard': standard });
  expect(checkBankDefinition({ ...good, configSchema })).toMatchObject({ name: '@example/bank' });
});
