import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bankSource, exampleProvider, pluginSource, ProviderWorkspace } from '../provider-workspace.fixture.js';
import { resolveBases } from './resolve-bases.js';
import { resolveModule } from './resolve-module.js';

const asCommonJs = (source: string) => source.replace(/^import .*\n/m, '').replace('export default', 'module.exports =');
const usingBank = (name: string) => exampleProvider.replace('example-bank', name);

/** Installs a package `shape` with these files, and tells the version and name of the bank that it gives. */
async function bankOf(files: Readonly<Record<string, string>>, name = 'shape') {
  const workspace = await ProviderWorkspace.withExamples();
  for (const [path, content] of Object.entries(files)) await workspace.write(`node_modules/shape/${path}`, content);
  await workspace.provider('a.conf', usingBank(name));
  const { providers, problems } = await workspace.load();
  expect(problems).toEqual([]);
  return providers[0]?.bankModule;
}

describe('packages of every shape', () => {
  const module = bankSource('shape');
  const commonJs = asCommonJs(module);
  const bank = { module: 'shape', name: 'shape', version: '4.5.6' };
  const manifest = (members: object) => JSON.stringify({ name: 'shape', version: '4.5.6', ...members });
  it.each<[string, Readonly<Record<string, string>>]>([
    ['import only', { 'package.json': manifest({ type: 'module', exports: { '.': { import: './i.js' } } }), 'i.js': module }],
    ['a string', { 'package.json': manifest({ type: 'module', exports: './i.js' }), 'i.js': module }],
    ['default', { 'package.json': manifest({ exports: { '.': { types: './i.d.ts', default: './i.mjs' } } }), 'i.mjs': module }],
    ['nested', { 'package.json': manifest({ exports: { node: { import: './lib/i.mjs' } } }), 'lib/i.mjs': module }],
    ['module-sync', { 'package.json': manifest({ exports: { 'module-sync': './i.mjs' } }), 'i.mjs': module }],
    ['require only', { 'package.json': manifest({ exports: { require: './i.cjs' } }), 'i.cjs': commonJs }],
    ['import before require', { 'package.json': manifest({ exports: { require: './no.cjs', import: './i.mjs' } }), 'i.mjs': module, 'no.cjs': 'throw 1' }],
    ['main only', { 'package.json': manifest({ main: './lib/i.js' }), 'lib/i.js': commonJs }],
    ['main without an extension', { 'package.json': manifest({ main: 'lib/i' }), 'lib/i.js': commonJs }],
    ['a CommonJS default export', { 'package.json': manifest({ main: 'i.js' }), 'i.js': commonJs.replace('module.exports =', 'exports.__esModule = true; exports.default =') }],
    ['a package.json of its own folder', { 'package.json': manifest({ exports: './esm/i.js' }), 'esm/package.json': '{"type":"module"}', 'esm/i.js': module }],
  ])('loads one with %s', async (_shape, files) => {
    expect(await bankOf(files)).toEqual(bank);
  });

  it('loads a subpath that exports has', async () => {
    const files = { 'package.json': manifest({ type: 'module', exports: { './banks/*': './b/*.js' } }), 'b/main.js': module };
    expect(await bankOf(files, 'shape/banks/main')).toEqual({ ...bank, module: 'shape/banks/main' });
  });

  it('tells when a package has no version', async () => {
    expect(await bankOf({ 'package.json': '{"name":"shape","type":"module","exports":"./i.js"}', 'i.js': module })).toMatchObject({ version: 'unknown' });
  });

  it('loads scoped packages and symlinked workspaces', async () => {
    const workspace = await ProviderWorkspace.withExamples();
    const manifest = { name: '@scope/bank', version: '0.0.1', type: 'module', exports: { import: './index.js' } };
    await workspace.write('packages/bank/package.json', JSON.stringify(manifest));
    await workspace.write('packages/bank/index.js', bankSource('@scope/bank'));
    await mkdir(join(workspace.folder, 'node_modules/@scope'), { recursive: true });
    await symlink(join(workspace.folder, 'packages/bank'), join(workspace.folder, 'node_modules/@scope/bank'));
    await workspace.provider('a.conf', usingBank('@scope/bank'));
    const { providers } = await workspace.load();
    expect(providers[0]?.bankModule).toEqual({ module: '@scope/bank', name: '@scope/bank', version: '0.0.1' });
  });
});

describe('where packages are looked for', () => {
  it('takes URLs and paths of files and folders, and looks in the folders above', async () => {
    const workspace = await ProviderWorkspace.withExamples();
    await workspace.provider('a.conf', exampleProvider);
    const file = await workspace.write('service/src/main.js', '');
    const folder = join(workspace.folder, 'service');
    for (const resolveFrom of [pathToFileURL(file).href, file, folder, `${folder}/`, pathToFileURL(folder).href, [folder]]) {
      expect((await workspace.load({ resolveFrom })).problems).toEqual([]);
    }
  });

  it('goes on to the next place only for packages that are not there', async () => {
    const workspace = await ProviderWorkspace.withExamples();
    const service = await ProviderWorkspace.create();
    await service.install('example-plugin', pluginSource('example-plugin of the service', 'Example::Thing'));
    await workspace.provider('a.conf', exampleProvider);
    const { providers, problems } = await workspace.load({ resolveFrom: [service.folder, workspace.folder] });
    expect(problems).toEqual([]);
    expect(providers[0]?.plugins[0]?.name).toBe('example-plugin of the service');
    await service.write('node_modules/example-bank/package.json', '{"name":"example-bank","exports":{"./other":"./o.js"}}');
    const broken = await workspace.load({ resolveFrom: [service.folder, workspace.folder] });
    expect(broken.problems.map(({ error }) => error.code)).toEqual(['KARBOR_MODULE_FAILED']);
  });

  it('takes folders with any name', async () => {
    const workspace = await ProviderWorkspace.create('karbor 100% #1 ü ');
    await workspace.install('example-bank', bankSource('example-bank'));
    const file = await workspace.write('node_modules/main-only/lib/i.js', '');
    await workspace.write('node_modules/main-only/package.json', '{"name":"main-only","version":"7.0.0","main":"lib/i.js"}');
    const bases = await resolveBases(workspace.folder);
    expect(await resolveModule('main-only', bases)).toEqual({ url: pathToFileURL(file).href, version: '7.0.0' });
    expect(await resolveModule('example-bank', bases)).toMatchObject({ version: '1.2.3' });
  });

  it('refuses a place that is no file', async () => {
    const workspace = await ProviderWorkspace.create();
    for (const resolveFrom of ['https://example.org/', 'file://host/%2f', []]) {
      await expect(workspace.load({ resolveFrom })).rejects.toMatchObject({ code: 'KARBOR_RESOLVE_FROM_INVALID' });
    }
  });
});

describe('modules that cannot be had', () => {
  it('says where it looked and what to install', async () => {
    const workspace = await ProviderWorkspace.withExamples();
    const other = await ProviderWorkspace.create();
    const file = await workspace.provider('a.conf', usingBank('@karbor/bank-swfit/sub'));
    const { problems } = await workspace.load({ resolveFrom: [workspace.folder, other.folder] });
    expect(problems).toMatchObject([{ file, providerId: 'example-1', error: { code: 'KARBOR_MODULE_NOT_FOUND' } }]);
    const { message } = problems[0]!.error;
    expect(message).toContain(`${file}, line 4, [provider] bank: the npm package "@karbor/bank-swfit" is not installed.`);
    expect(message).toContain(`Looked from ${workspace.folder}/, ${other.folder}/.`);
    expect(message).toContain('npm install @karbor/bank-swfit"');
  });

  it('names the package of an alias that is not installed', async () => {
    const workspace = await ProviderWorkspace.withExamples();
    const file = await workspace.provider('a.conf', usingBank('karbor-swift-bank-plugin'));
    expect((await workspace.problems())[0]?.message).toBe(
      `${file}, line 4, [provider] bank: the npm package "@karbor/bank-swift" is not installed. Looked from ${workspace.folder}/. Run "npm install @karbor/bank-swift" there.`,
    );
  });

  it('guesses what was meant', async () => {
    const workspace = await ProviderWorkspace.withExamples();
    await workspace.provider('a.conf', `${exampleProvider}plugin = karbor-volum-protection-plugin`);
    expect((await workspace.problems())[0]?.message).toContain('Did you mean "karbor-volume-protection-plugin"?');
  });

  it.each([
    ['an entry that is not there', { 'package.json': '{"name":"shape","exports":"./dist/index.js"}' }, 'shape', 'dist/index.js'],
    ['no package.json', { 'readme.md': '' }, 'shape', 'node_modules/shape/'],
    ['a bad package.json', { 'package.json': '{' }, 'shape', 'Invalid package config'],
    ['no such subpath', { 'package.json': '{"name":"shape","exports":"./i.js"}' }, 'shape/sub', "'./sub' is not defined"],
    ['a file without exports', { 'package.json': '{"name":"shape"}', 'lib/i.js': '' }, 'shape/lib/i.js', 'no "exports"'],
  ])('says what is wrong with one that has %s', async (_case, files, name, reason) => {
    const workspace = await ProviderWorkspace.withExamples();
    for (const [path, content] of Object.entries(files)) await workspace.write(`node_modules/shape/${path}`, content);
    const file = await workspace.provider('a.conf', usingBank(name));
    const problems = await workspace.problems();
    expect(problems.map(({ code }) => code)).toEqual(['KARBOR_MODULE_FAILED']);
    expect(problems[0]?.message).toContain(`${file}, line 4, [provider] bank: "${name}" is installed but cannot be resolved`);
    expect(problems[0]?.message).toContain(reason);
  });

  it.each([
    ["throw new Error('no GPU here');", 'no GPU here'],
    ["import 'not-installed-either'; export default 1;", 'not-installed-either'],
    ['export default {', 'Unexpected end of input'],
    ["throw 'a string';", 'a string'],
  ])('says why one fails while loading: %s', async (source, reason) => {
    const workspace = await ProviderWorkspace.withExamples();
    await workspace.install('failing', source);
    const file = await workspace.provider('a.conf', usingBank('failing'));
    const { problems } = await workspace.load();
    expect(problems).toMatchObject([{ error: { code: 'KARBOR_MODULE_FAILED', details: { file, section: 'provider', key: 'bank' } } }]);
    expect(problems[0]?.error.message).toContain('"failing" failed while loading');
    expect(problems[0]?.error.message).toContain(reason);
    expect(problems[0]?.error.cause).toBeDefined();
  });
});
