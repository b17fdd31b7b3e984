import { describe, expect, it } from 'vitest';
import { exampleProvider, ProviderWorkspace } from '../provider-workspace.fixture.js';

/** The one problem of a file `a.conf`. */
async function problemOf(content: string | Uint8Array) {
  const workspace = await ProviderWorkspace.withExamples();
  const file = await workspace.provider('a.conf', content);
  const problems = await workspace.problems();
  expect(problems).toHaveLength(1);
  return { file, ...problems[0]! };
}

const without = (line: RegExp) => exampleProvider.replace(line, '');

describe('[provider]', () => {
  it.each([
    ['no [provider]', '[swift]\na = 1', 'KARBOR_PROVIDER_SECTION_MISSING', ': there is no [provider] section. Add one'],
    ['nothing at all', '', 'KARBOR_PROVIDER_SECTION_MISSING', ': there is no [provider] section'],
    ['misspelt', exampleProvider.replace('provider', 'Provider'), 'KARBOR_PROVIDER_SECTION_MISSING', 'Did you mean "Provider"?'],
    ['no id', without(/^id.*\n/m), 'KARBOR_PROVIDER_ID_MISSING', ', line 1, [provider] id: it is missing'],
    ['empty id', exampleProvider.replace('id = example-1', 'id ='), 'KARBOR_PROVIDER_ID_MISSING', ', line 3, [provider] id: it is empty'],
    ['long id', exampleProvider.replace('example-1', 'x'.repeat(256)), 'KARBOR_PROVIDER_VALUE_INVALID', ', line 3, [provider] id: '],
    ['id of two lines', exampleProvider.replace('example-1', 'a\n  b'), 'KARBOR_PROVIDER_VALUE_INVALID', ', line 3, [provider] id: '],
    ['no name', without(/^name.*\n/m), 'KARBOR_PROVIDER_NAME_MISSING', ', line 1, [provider] name: it is missing'],
    ['no bank', without(/^bank.*\n/m), 'KARBOR_PROVIDER_BANK_MISSING', ', line 1, [provider] bank: it is missing'],
    ['empty bank', exampleProvider.replace('bank = example-bank', 'bank ='), 'KARBOR_PROVIDER_BANK_MISSING', ', line 4, [provider] bank: it is empty'],
    ['two banks', exampleProvider + 'bank = example-bank', 'KARBOR_PROVIDER_KEY_REPEATED', ', line 6, [provider] bank: it is written twice, first in line 4'],
    ['two names', exampleProvider + 'name = Other', 'KARBOR_PROVIDER_KEY_REPEATED', ', line 6, [provider] name: it is written twice, first in line 2'],
    ['two ids', exampleProvider + 'id = other', 'KARBOR_PROVIDER_KEY_REPEATED', ', line 6, [provider] id: it is written twice, first in line 3'],
    ['no plugin', without(/^plugin.*\n/m), 'KARBOR_PROVIDER_PLUGIN_MISSING', ', line 1, [provider] plugin: it is missing'],
    ['an empty plugin', exampleProvider + 'plugin =', 'KARBOR_PROVIDER_PLUGIN_MISSING', ', line 6, [provider] plugin: it is empty'],
    ['a plugin twice', exampleProvider + 'plugin = example-plugin', 'KARBOR_PROVIDER_PLUGIN_REPEATED', ', line 6, [provider] plugin: "example-plugin" is listed twice, first in line 5'],
    ['an unknown key', exampleProvider + 'plugins = x', 'KARBOR_PROVIDER_KEY_UNKNOWN', ', line 6, [provider] plugins: it is not known here. Did you mean "plugin"?'],
    ['a bad boolean', exampleProvider + 'enabled = maybe', 'KARBOR_PROVIDER_VALUE_INVALID', ', line 6, [provider] enabled: "maybe" is no boolean'],
    ['a line that is nothing', exampleProvider + 'oops', 'KARBOR_PROVIDER_FILE_INVALID', ', line 6: it is no section'],
    ['binary junk', Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0, 1, 0xff), 'KARBOR_PROVIDER_FILE_INVALID', ', line 1: it is not UTF-8 text'],
    ['too much', `# ${'x'.repeat(1024 * 1024)}\n${exampleProvider}`, 'KARBOR_PROVIDER_FILE_INVALID', ': it has 10'],
  ])('says so when there is %s', async (_case, content, code, message) => {
    const problem = await problemOf(content);
    expect(problem.code).toBe(code);
    expect(problem.message).toContain(message);
    expect(problem.message.startsWith(problem.file)).toBe(true);
  });

  it('says all that is wrong at once', async () => {
    const workspace = await ProviderWorkspace.create();
    await workspace.provider('a.conf', '[provider]\nenabled = x\nplugin = ./p\nbnak = b\n[executor]\nhooks = 0\nretries = -1');
    expect((await workspace.problems()).map(({ code }) => code)).toEqual([
      'KARBOR_PROVIDER_ID_MISSING',
      'KARBOR_PROVIDER_NAME_MISSING',
      'KARBOR_PROVIDER_BANK_MISSING',
      'KARBOR_PROVIDER_VALUE_INVALID',
      'KARBOR_MODULE_NAME_INVALID',
      'KARBOR_PROVIDER_KEY_UNKNOWN',
      'KARBOR_CONFIG_INVALID',
      'KARBOR_CONFIG_INVALID',
    ]);
  });

  it('gives what it says', async () => {
    const workspace = await ProviderWorkspace.withExamples();
    const file = await workspace.provider('a.conf', `${exampleProvider}description = "A" # b; c`);
    const { providers, problems, warnings } = await workspace.load();
    expect({ problems, warnings }).toEqual({ problems: [], warnings: [] });
    expect(providers).toMatchObject([{ file, id: 'example-1', name: 'Example', description: '"A" # b; c' }]);
    expect(providers[0]).toMatchObject({
      bankModule: { module: 'example-bank', name: 'example-bank', version: '1.2.3' },
      plugins: [
        {
          ...{ module: 'example-plugin', name: 'example-plugin', version: '1.2.3' },
          ...{ resourceTypes: ['Example::Thing'], operations: ['protect', 'restore'] },
        },
      ],
    });
    expect([...providers[0]!.protectionPlugins.keys(), ...providers[0]!.protectables.keys()]).toEqual(['Example::Thing', 'Example::Thing']);
  });

  it.each([
    ...['true', 'True', '1', 'on', 'YES'].map((word) => [word, ['example-1']] as const),
    ...['false', 'False', '0', 'off', 'No'].map((word) => [word, []] as const),
  ])('takes enabled = %s', async (word, ids) => {
    const workspace = await ProviderWorkspace.withExamples();
    const file = await workspace.provider('a.conf', `${exampleProvider}enabled = ${word}`);
    const { providers, disabled, problems } = await workspace.load();
    expect(problems).toEqual([]);
    expect(providers.map(({ id }) => id)).toEqual(ids);
    expect(disabled).toEqual(ids.length === 1 ? [] : [{ file, id: 'example-1', name: 'Example' }]);
  });

  it('does not look for what a disabled provider names', async () => {
    const workspace = await ProviderWorkspace.create();
    await workspace.provider('a.conf', `${exampleProvider}enabled = false`);
    expect(await workspace.problems()).toEqual([]);
  });
});
