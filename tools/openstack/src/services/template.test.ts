import { expect, test } from 'vitest';
import { fillTemplate } from './template.js';

test('names are replaced by their values, which are not looked into', () => {
  expect(fillTemplate('port = {{port.nova}}\nurl = {{url}}/$(x)s', { 'port.nova': '4', url: '{{port.nova}}$&' })).toBe(
    'port = 4\nurl = {{port.nova}}$&/$(x)s',
  );
});

test('an unknown name is an error', () => {
  expect(() => fillTemplate('{{port.nvoa}}', {})).toThrow('{{port.nvoa}}');
});
