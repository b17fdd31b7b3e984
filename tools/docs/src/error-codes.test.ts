import { expect, test } from 'vitest';
import { files, read } from './repository.js';

const sources = files(/^packages\/[^/]+\/src\/.*\.ts$/).filter((path) => !/\.(test|test-d|fixture)\.ts$/.test(path));
const documented = [...read('docs/errors.md').matchAll(/^### `(KARBOR_[A-Z_]+)`$/gm)].map(([, code = '']) => code);

test('every error code has a heading in docs/errors.md, and no other has', () => {
  const codes = sources.flatMap((path) => [...read(path).matchAll(/'(KARBOR_[A-Z_]*[A-Z])'/g)].map(([, code = '']) => code));
  const environment = ['KARBOR_CONFIG_DIR'];
  const used = [...new Set(codes)].filter((code) => !environment.includes(code)).sort();
  expect(used.length).toBeGreaterThan(50);
  expect([...documented].sort()).toEqual(used);
});
