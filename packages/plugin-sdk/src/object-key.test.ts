import { expect, test } from 'vitest';
import { isObjectKey } from './index.js';

test.each(['a', 'a/b', 'a b', '...', '..a', 'a..', 'a/.b', 'x/...', '%2e%2e', '\\', 'C:', '~', '日本', '\uffff', '\u{1f600}/a', 'x'.repeat(1024)])(
  '%j is a key',
  (key) => {
    expect(isObjectKey(key)).toBe(true);
  },
);

test.each([
  ...['', '/', '/a', 'a/', 'a//b', '.', '..', './a', '../a', 'a/.', 'a/..', 'a/./b', 'a/../b', '../../etc/passwd'],
  ...['a\0', 'a\nb', '\u007f', '\u0085', '\ud800', 'a\udc00', 'x'.repeat(1025), 'é'.repeat(513)],
])('%j is none', (key) => {
  expect(isObjectKey(key)).toBe(false);
});
