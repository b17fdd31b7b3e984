import { expect, test } from 'vitest';
import { configSections } from './index.js';

test.each([
  ['the name without its scope', { name: '@karbor/plugin-volume' }, ['plugin-volume']],
  ['a name that has no scope', { name: 'karbor-bank' }, ['karbor-bank']],
  ['one section', { name: '@karbor/bank-fs', configSection: 'file_system_bank_plugin' }, ['file_system_bank_plugin']],
  ['several, in order', { name: '@karbor/bank-swift', configSection: ['swift_client', 'swift_bank_plugin'] }, ['swift_client', 'swift_bank_plugin']],
])('configured by %s', (_, definition, sections) => {
  expect(configSections(definition)).toEqual(sections);
});
