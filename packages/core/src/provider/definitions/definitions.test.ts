import { describe, expect, it } from 'vitest';
import { bankSource, exampleProvider, pluginSource, ProviderWorkspace } from '../provider-workspace.fixture.js';

/** Problems of a file with `bank = example-bank` and the plugins `example-plugin` and `other`. */
async function withOther(source: string) {
  const workspace = await ProviderWorkspace.withExamples();
  await workspace.install('other', source);
  const file = await workspace.provider('a.conf', `${exampleProvider}plugin = other`);
  return { file, ...(await workspace.load()) };
}

async function withBank(source: string) {
  const workspace = await ProviderWorkspace.withExamples();
  await workspace.install('other', source);
  const file = await workspace.provider('a.conf', exampleProvider.replace('example-bank', 'other'));
  const { problems } = await workspace.load();
  expect(problems).toHaveLength(1);
  const { error } = problems[0]!;
  expect(error.message).toContain(`${file}, line 4, [provider] bank: `);
  return error;
}

describe('default exports', () => {
  it.each([
    ['export const plugin = 1;', 'KARBOR_PLUGIN_INVALID', '"other" has no default export'],
    ['export default undefined;', 'KARBOR_PLUGIN_INVALID', '"other" has no default export'],
    ['export default null;', 'KARBOR_PLUGIN_INVALID', 'the default export of "other" is no plugin and no bank'],
    ['export default class Plugin {}', 'KARBOR_PLUGIN_INVALID', 'the default export of "other" is no plugin and no bank'],
    ["export default { kind: 'quiescer', apiVersion: 1 };", 'KARBOR_PLUGIN_INVALID', 'the default export of "other" is no plugin'],
    ['export default [];', 'KARBOR_PLUGIN_INVALID', '"other" is no protection plugin.'],
    [pluginSource('other', 'Other::Thing').replace('apiVersion: 1', 'apiVersion: 2'), 'KARBOR_PLUGIN_API_VERSION', '"other" has apiVersion 2, this Karbor understands 1'],
    [pluginSource('other', 'Other::Thing', 'onMain() {}'), 'KARBOR_PLUGIN_INVALID', '"onMain" is not known here'],
    [pluginSource('other', 'Other::Thing').replace('onMain', 'onMian'), 'KARBOR_PLUGIN_INVALID', '"operations.protect.onMian" is not known here'],
    [bankSource('other'), 'KARBOR_PLUGIN_INVALID', '"other" is no protection plugin, it is a bank: name it with "bank ="'],
    [pluginSource('other', 'Example::Thing').replace("kind: 'protectable'", "kind: 'bank'"), 'KARBOR_PLUGIN_INVALID', 'The bank "other" is not valid'],
  ])('refuses %s', async (source, code, message) => {
    const { file, problems } = await withOther(source);
    expect(problems).toMatchObject([{ file, error: { code, details: { line: 6, section: 'provider', key: 'plugin' } } }]);
    expect(problems[0]?.error.message).toContain(`${file}, line 6, [provider] plugin: `);
    expect(problems[0]?.error.message).toContain(message);
  });

  it('takes an array of plugins, protectables and banks, and a protectable alone', async () => {
    const plugin = pluginSource('other', 'Other::Thing').replace(/\n\];$/, `\n  { kind: 'bank', apiVersion: 1, name, create() {} },\n];`);
    expect((await withOther(plugin)).problems).toEqual([]);
    const protectable = "export default { kind: 'protectable', apiVersion: 1, name: 'other', resourceType: 'A::B', parentTypes: [], async list() { return []; }, async show() {} };";
    const { providers } = await withOther(protectable);
    expect([...providers[0]!.protectables.keys()]).toEqual(['Example::Thing', 'A::B']);
  });
});

describe('banks', () => {
  it('refuses what is no bank', async () => {
    const error = await withBank(pluginSource('other', 'Other::Thing'));
    expect(error.code).toBe('KARBOR_PLUGIN_INVALID');
    expect(error.message).toContain('"other" is no bank, it is a protection plugin: name it with "plugin ="');
  });

  it('refuses a module with two banks', async () => {
    const source = bankSource('other').replace('export default {', 'const bank = {') + '\nexport default [bank, bank];';
    expect(await withBank(source)).toMatchObject({ code: 'KARBOR_PLUGIN_INVALID', message: expect.stringContaining('"other" has 2 banks') as string });
  });

  it('says why a bank cannot be opened', async () => {
    const source = bankSource('other', "create() { throw new Error('the disk is full'); }");
    const error = await withBank(source);
    expect(error.code).toBe('KARBOR_BANK_FAILED');
    expect(error.message).toContain('the bank "other" cannot be opened: the disk is full');
    expect(error.cause).toMatchObject({ message: 'the disk is full' });
  });

  it.each([
    ['{ features: {}, putObject() {}, getObject() {} }', 'lacks deleteObject, listObjects'],
    ['undefined', 'lacks putObject, getObject, deleteObject, listObjects, features'],
  ])('refuses what a bank creates when it is %s', async (created, reason) => {
    const error = await withBank(bankSource('other', `async create() { return ${created}; }`));
    expect(error.code).toBe('KARBOR_PLUGIN_INVALID');
    expect(error.message).toContain(`what the bank "other" creates ${reason}.`);
  });

  it('takes an instance of a class', async () => {
    const workspace = await ProviderWorkspace.withExamples();
    const source = `class Bank {
      features = { ifAbsent: 'atomic', consistency: 'strong' };
      async putObject() {} async getObject() {} async deleteObject() {} async *listObjects() {}
    }
    ${bankSource('other', 'create: () => new Bank()')}`;
    await workspace.install('other', source);
    await workspace.provider('a.conf', exampleProvider.replace('example-bank', 'other'));
    expect(await workspace.problems()).toEqual([]);
  });
});

describe('resource types', () => {
  it('refuses two plugins for one type', async () => {
    const { file, problems } = await withOther(pluginSource('other', 'Example::Thing'));
    expect(problems.map(({ error: { code, message } }) => ({ code, message }))).toEqual(
      ['plugins', 'protectables'].map((kind) => ({
        code: 'KARBOR_RESOURCE_TYPE_CONFLICT',
        message: `${file}, line 6, [provider] plugin: two ${kind} claim the resource type Example::Thing: "example-plugin" (line 5) and "other" (line 6). Keep one of them.`,
      })),
    );
  });

  it('warns of a protectable whose type no plugin protects, and the reverse', async () => {
    const source = pluginSource('other', 'Other::Thing').replace("resourceType: \"Other::Thing\"", "resourceType: 'Third::Thing'");
    const { file, providers, warnings } = await withOther(source);
    expect(providers).toHaveLength(1);
    expect(warnings).toMatchObject([
      { file, providerId: 'example-1', code: 'KARBOR_PROTECTABLE_WITHOUT_PLUGIN', details: { line: 6 } },
      { file, providerId: 'example-1', code: 'KARBOR_PLUGIN_WITHOUT_PROTECTABLE', details: { line: 6 } },
    ]);
    expect(warnings[0]?.message).toContain('"other" finds resources of type Third::Thing, and no plugin');
    expect(warnings[1]?.message).toContain('"other" protects resources of type Other::Thing, and no plugin');
  });
});
