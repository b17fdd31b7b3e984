import { silentLogger } from '@karbor/plugin-sdk';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Logger } from '@karbor/plugin-sdk';
import { onTestFinished } from 'vitest';
import { loadProviders } from './load-providers.js';

/** A folder with provider files and installed packages, gone when the test ends. */
export class ProviderWorkspace {
  readonly configDir: string;

  private constructor(readonly folder: string) {
    this.configDir = join(folder, 'providers.d');
  }

  static async create(prefix = 'karbor-providers-'): Promise<ProviderWorkspace> {
    const folder = await realpath(await mkdtemp(join(tmpdir(), prefix)));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const workspace = new ProviderWorkspace(folder);
    await mkdir(workspace.configDir);
    return workspace;
  }

  /** One that has the bank `example-bank` and the plugin `example-plugin` (with its protectable) for `Example::Thing`. */
  static async withExamples(): Promise<ProviderWorkspace> {
    const workspace = await ProviderWorkspace.create();
    await workspace.install('example-bank', bankSource('example-bank'));
    await workspace.install('example-plugin', pluginSource('example-plugin', 'Example::Thing'));
    return workspace;
  }

  /** Writes a provider file and gives its path. */
  async provider(name: string, content: string | Uint8Array): Promise<string> {
    return this.write(join('providers.d', name), content);
  }

  /** Installs a package whose `exports` has only the condition `import`, at version 1.2.3. */
  async install(name: string, source: string): Promise<void> {
    const manifest = { name, version: '1.2.3', type: 'module', exports: { '.': { import: './index.js' } } };
    await this.write(join('node_modules', name, 'package.json'), JSON.stringify(manifest));
    await this.write(join('node_modules', name, 'index.js'), source);
  }

  /** Writes a file below the folder and gives its path. */
  async write(path: string, content: string | Uint8Array): Promise<string> {
    const file = join(this.folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
    return file;
  }

  /** Loads the provider files; what is loaded is left as it is. */
  async load(options: { readonly resolveFrom?: string | readonly string[]; readonly log?: Logger } = {}) {
    const { resolveFrom = this.folder, log = silentLogger } = options;
    return loadProviders({ configDir: this.configDir, resolveFrom, log, createProvider: (loaded) => loaded });
  }

  /** The codes and messages of all problems. */
  async problems(): Promise<readonly { readonly code: string; readonly message: string }[]> {
    const { problems } = await this.load();
    return problems.map(({ error: { code, message } }) => ({ code, message }));
  }
}

/** A `[provider]` section for `example-bank` and `example-plugin`. */
export const exampleProvider = `[provider]
name = Example
id = example-1
bank = example-bank
plugin = example-plugin
`;

/** To be imported by installed packages. */
export const zodUrl = pathToFileURL(createRequire(import.meta.url).resolve('zod')).href;

/** A bank of another copy of the SDK: plain data. `members` go into the definition. */
export function bankSource(name: string, members = ''): string {
  return `import { z } from ${JSON.stringify(zodUrl)};
const nothing = async () => undefined;
export default {
  kind: 'bank', apiVersion: 1, name: ${JSON.stringify(name)},
  create: () => ({
    features: { ifAbsent: 'atomic', consistency: 'strong' },
    putObject: nothing, getObject: nothing, deleteObject: nothing, async *listObjects() {},
  }),
  ${members}
};`;
}

/** A plugin and a protectable of another copy of the SDK. `members` go into the plugin's definition. */
export function pluginSource(name: string, type: string, members = ''): string {
  return `import { z } from ${JSON.stringify(zodUrl)};
const name = ${JSON.stringify(name)};
export default [
  {
    kind: 'protection-plugin', apiVersion: 1, name, resourceTypes: [${JSON.stringify(type)}],
    operations: { protect: { onMain() {} }, restore: { onMain() {} } },
    ${members}
  },
  {
    kind: 'protectable', apiVersion: 1, name, resourceType: ${JSON.stringify(type)}, parentTypes: [],
    list: async () => [], show: async () => undefined,
  },
];`;
}
