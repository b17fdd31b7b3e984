import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ProviderRegistry } from './provider-registry.js';
import { bankSource, exampleProvider, pluginSource, ProviderWorkspace } from './provider-workspace.fixture.js';

const withId = (id: string) => exampleProvider.replace('example-1', id);
const openRegistry = ({ configDir, folder }: ProviderWorkspace) => ProviderRegistry.load({ configDir, resolveFrom: folder });

describe('loading a folder', () => {
  it('loads the *.conf files in the order of their names', async () => {
    const workspace = await ProviderWorkspace.withExamples();
    for (const name of ['b.conf', 'a.conf', 'B.conf', '10.conf', '9.conf']) await workspace.provider(name, withId(`id of ${name}`));
    for (const name of ['.hidden.conf', 'a.conf~', 'a.conf.bak', '#a.conf#', 'readme.md', 'sub/c.conf']) await workspace.provider(name, 'junk');
    await mkdir(join(workspace.configDir, 'folder.conf'));
    await symlink(join(workspace.configDir, 'a.conf'), join(workspace.configDir, 'link.conf.not'));
    const registry = await openRegistry(workspace);
    expect(registry.problems).toEqual([]);
    expect(registry.list().map(({ id }) => id)).toEqual(['10', '9', 'B', 'a', 'b'].map((name) => `id of ${name}.conf`));
    expect(registry.get('id of a.conf')).toBe(registry.list()[3]);
    await registry.close();
  });

  it('loads nothing from a folder without any', async () => {
    const workspace = await ProviderWorkspace.create();
    const registry = await openRegistry(workspace);
    expect([registry.list(), registry.problems, registry.warnings, registry.disabled]).toEqual([[], [], [], []]);
    expect(() => registry.get('x')).toThrow('There is no provider "x". Known are: none.');
    await registry.close();
  });

  it('says when there is no folder', async () => {
    const { folder } = await ProviderWorkspace.create();
    const missing = join(folder, 'nowhere');
    await expect(ProviderRegistry.load({ configDir: missing, resolveFrom: folder })).rejects.toMatchObject({
      code: 'KARBOR_CONFIG_DIR_NOT_FOUND',
      message: `The folder of provider files, ${missing}, is not there. Make the folder, or name another one as configDir.`,
    });
    await expect(ProviderRegistry.load({ configDir: import.meta.filename, resolveFrom: folder })).rejects.toMatchObject({
      code: 'KARBOR_CONFIG_DIR_NOT_FOUND',
      message: expect.stringContaining(`${import.meta.filename} is not a folder`) as string,
    });
  });

  it('says when a folder cannot be read', async () => {
    const { folder } = await ProviderWorkspace.create();
    const configDir = join(folder, 'x'.repeat(300));
    await expect(ProviderRegistry.load({ configDir, resolveFrom: folder })).rejects.toMatchObject({
      code: 'KARBOR_CONFIG_DIR_UNREADABLE',
      message: expect.stringContaining(`${configDir}, cannot be read: ENAMETOOLONG`) as string,
    });
  });

  it('follows links, and says when one leads nowhere or to a folder', async () => {
    const workspace = await ProviderWorkspace.withExamples();
    await symlink(await workspace.write('elsewhere/x', exampleProvider), join(workspace.configDir, 'a.conf'));
    await symlink(join(workspace.folder, 'gone'), join(workspace.configDir, 'b.conf'));
    await symlink(workspace.folder, join(workspace.configDir, 'c.conf'));
    const registry = await openRegistry(workspace);
    expect(registry.list()).toHaveLength(1);
    expect(registry.problems).toMatchObject([
      { file: join(workspace.configDir, 'b.conf'), error: { code: 'KARBOR_PROVIDER_FILE_UNREADABLE' } },
      { file: join(workspace.configDir, 'c.conf'), error: { code: 'KARBOR_PROVIDER_FILE_INVALID' } },
    ]);
    expect(registry.problems[0]?.error.message).toContain('b.conf: it cannot be read: ENOENT');
    expect(registry.problems[1]?.error.message).toContain('c.conf: it is no file.');
    await registry.close();
  });

  it("loads the specification's example file as it stands", async () => {
    const workspace = await ProviderWorkspace.create();
    const types = { volume: 'OS::Cinder::Volume', image: 'OS::Glance::Image', server: 'OS::Nova::Server', project: 'OS::Keystone::Project' };
    for (const [name, type] of Object.entries(types)) await workspace.install(`@karbor/plugin-${name}`, pluginSource(`@karbor/plugin-${name}`, type));
    const schema = 'z.object({ bank_swift_auth_url: z.string(), bank_swift_user: z.string(), bank_swift_key: z.string() })';
    await workspace.install('@karbor/bank-swift', bankSource('@karbor/bank-swift', `configSection: 'swift_client', configSchema: ${schema}`));
    await workspace.provider(
      'foo.conf',
      `[provider]
name = Foo
id = 2e0c8826-81d6-44f5-bbe5-8f46a98c5845
description = Example Protection Provider
bank = karbor.protections.karbor-swift-bank-plugin
plugin = karbor.protections.karbor-volume-protection-plugin
plugin = karbor.protections.karbor-image-protection-plugin
plugin = karbor.protections.karbor-server-protection-plugin
plugin = karbor.protections.karbor-project-protection-plugin

[swift_client]
bank_swift_auth_url = http://10.0.0.10:5000
bank_swift_user = admin
bank_swift_key = password
`,
    );
    const registry = await openRegistry(workspace);
    expect([registry.problems, registry.warnings]).toEqual([[], []]);
    const provider = registry.get('2e0c8826-81d6-44f5-bbe5-8f46a98c5845');
    expect(provider.bank).toEqual({ module: 'karbor.protections.karbor-swift-bank-plugin', name: '@karbor/bank-swift', version: '1.2.3' });
    expect(provider.plugins.flatMap(({ resourceTypes }) => resourceTypes)).toEqual(Object.values(types));
    expect(provider.protectables.types().map(({ type }) => type)).toEqual(Object.values(types));
    await registry.close();
  });
});

describe('one bad file', () => {
  it('does not stop the others, and tells all that is wrong with it', async () => {
    const workspace = await ProviderWorkspace.withExamples();
    await workspace.provider('a.conf', Uint8Array.of(0, 1, 2));
    const bad = await workspace.provider('b.conf', `${withId('bad')}plugin = ./here\n[executor]\nhooks = no`);
    await workspace.provider('c.conf', withId('good'));
    await workspace.provider('d.conf', `${withId('off')}enabled = no`);
    const said: unknown[] = [];
    const say = (message: string, fields: unknown) => void said.push([message, fields]);
    const log = { debug: say, info: say, warn: say, error: say };
    const registry = await ProviderRegistry.load({ configDir: workspace.configDir, resolveFrom: workspace.folder, log });
    expect(registry.list().map(({ id }) => id)).toEqual(['good']);
    expect(registry.problems.map(({ providerId, error }) => [providerId, error.code])).toEqual([
      [undefined, 'KARBOR_PROVIDER_FILE_INVALID'],
      ['bad', 'KARBOR_MODULE_NAME_INVALID'],
      ['bad', 'KARBOR_CONFIG_INVALID'],
    ]);
    expect(said).toEqual(registry.problems.map(({ file, error: { code, message } }) => [message, { code, file }]));

    const get = (id: string) => () => registry.get(id);
    const notFound = (message: string) => expect.objectContaining({ code: 'KARBOR_PROVIDER_NOT_FOUND', message: expect.stringContaining(message) as string }) as Error;
    expect(get('bad')).toThrow(notFound(`The provider "bad" could not be loaded: ${bad}, line 6, [provider] plugin: "./here" is a path`));
    expect(get('bad')).toThrow(notFound(`${bad}, line 8, [executor] hooks`));
    expect(get('off')).toThrow(notFound(`The provider "off" is disabled in ${join(workspace.configDir, 'd.conf')}`));
    expect(get('x')).toThrow(notFound(`There is no provider "x". Known are: good. Not loaded for their problems: ${join(workspace.configDir, 'a.conf')}, ${bad}.`));
    await registry.close();
  });

  it('with an id that is taken is refused', async () => {
    const workspace = await ProviderWorkspace.withExamples();
    const first = await workspace.provider('a.conf', exampleProvider);
    const second = await workspace.provider('b.conf', exampleProvider);
    await workspace.provider('c.conf', `${exampleProvider}enabled = false`);
    const registry = await openRegistry(workspace);
    expect(registry.list().map(({ file }) => file)).toEqual([first]);
    expect(registry.problems).toMatchObject([{ file: second, providerId: 'example-1', error: { code: 'KARBOR_PROVIDER_ID_CONFLICT' } }]);
    expect(registry.problems[0]?.error.message).toBe(
      `${second}, line 3, [provider] id: "example-1" is already the id of the provider in ${first}: give this one another id, or disable one of them.`,
    );
    await registry.close();
  });

  it('keeps its id, so that another file does not take its place unseen', async () => {
    const workspace = await ProviderWorkspace.withExamples();
    await workspace.provider('a.conf', `${exampleProvider}plugin = not-installed`);
    await workspace.provider('b.conf', exampleProvider);
    const { providers, problems } = await workspace.load();
    expect(providers).toEqual([]);
    expect(problems.map(({ error }) => error.code)).toEqual(['KARBOR_MODULE_NOT_FOUND', 'KARBOR_PROVIDER_ID_CONFLICT']);
  });

  it('opens no bank', async () => {
    const workspace = await ProviderWorkspace.withExamples();
    await workspace.install('example-bank', bankSource('example-bank', "create() { throw new Error('opened'); }"));
    await workspace.provider('a.conf', `${exampleProvider}plugin = not-installed`);
    expect((await workspace.problems()).map(({ code }) => code)).toEqual(['KARBOR_MODULE_NOT_FOUND']);
  });
});

describe('closing', () => {
  it('closes the banks, and names those that fail', async () => {
    const workspace = await ProviderWorkspace.withExamples();
    const marker = await workspace.write('open', '');
    const closing = (code: string) => (source: string) => source.replace('features:', `async close() { ${code} }, features:`);
    const remove = `await (await import('node:fs/promises')).rm(${JSON.stringify(marker)});`;
    await workspace.install('example-bank', closing(remove)(bankSource('example-bank')));
    await workspace.install('bad-bank', closing("throw new Error('busy');")(bankSource('bad-bank')));
    await workspace.provider('a.conf', withId('bad').replace('example-bank', 'bad-bank'));
    await workspace.provider('b.conf', withId('good'));
    const registry = await openRegistry(workspace);
    await expect(registry.close()).rejects.toMatchObject({ code: 'KARBOR_BANK_FAILED', message: expect.stringMatching(/^Cannot close the bank of "bad": .*busy/) as string });
    await expect(rm(marker)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
