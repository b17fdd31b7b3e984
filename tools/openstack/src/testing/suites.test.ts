import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Cloud } from '../cloud/running-cloud.js';
import { parseTestArguments } from './arguments.js';
import { chooseSuites, environmentOf, suitesOf } from './suites.js';

const cloud: Cloud = {
  stateDir: '/state',
  stage: 'nova',
  cloudsFile: '/state/clouds.yaml',
  password: '0123',
  endpoints: { identity: 'http://127.0.0.1:12345/v3' },
  processNames: [],
  pids: () => new Map(),
  stopService: async () => undefined,
  startService: async () => undefined,
  takeDown: async () => undefined,
};

test('every suite is there, and gets to know the cloud', () => {
  const workspace = join(import.meta.dirname, '../../../..');
  for (const { folder } of suitesOf(cloud)) expect(existsSync(join(workspace, folder, 'vitest.config.ts'))).toBe(true);
  expect(environmentOf(cloud)).toMatchObject({ KARBOR_TEST_CLOUDS_FILE: '/state/clouds.yaml' });
});

test('words choose suites', () => {
  const suites = suitesOf(cloud);
  expect(chooseSuites(suites, [])).toEqual(suites);
  const chosen = chooseSuites(suites, parseTestArguments(['--keep', 'bank-swift']).words);
  expect(chosen.length).toBeGreaterThan(0);
  expect(chosen.every(({ folder }) => folder === 'packages/bank-swift')).toBe(true);
});

test('words that no suite has are refused, by name', () => {
  const choose = () => chooseSuites(suitesOf(cloud), ['bank-swift', 'bank-swfit', 'livse']);
  expect(choose).toThrow(expect.objectContaining({ code: 'CLOUD_ARGUMENT', message: expect.stringMatching(/: bank-swfit, livse\. There are: The bank/) as string }) as Error);
});

test('an unknown option is refused', () => {
  expect(() => parseTestArguments(['--kep'])).toThrow(/--kep/);
});
