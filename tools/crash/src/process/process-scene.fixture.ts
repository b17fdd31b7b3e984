import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSmallCloud } from '../world/small-cloud.js';
import type { SmallCloud } from '../world/small-cloud.js';
import { startKarbor } from './karbor-process.js';
import type { KarborProcess, ProcessOptions } from './karbor-process.js';
import { parametersFile, providerFile } from './provider-file.js';

/** A cloud, a provider file and a folder for a bank. */
export interface ProcessScene {
  readonly small: SmallCloud;
  readonly folder: string;
  /** Where the bank is. */
  readonly bankFolder: string;
  readonly protect: readonly string[];
  readonly start: (args: readonly string[], options?: Pick<ProcessOptions, 'user'>) => KarborProcess;
  end(): Promise<void>;
}

/** `executor`: lines for `[executor]`. */
export async function openScene(executor = ''): Promise<ProcessScene> {
  const small = await startSmallCloud();
  const folder = await mkdtemp(join(tmpdir(), 'karbor-crash-scene-'));
  await chmod(folder, 0o755);
  const bankFolder = join(folder, 'bank');
  const sections = { module: '@karbor/bank-fs', text: `[file_system_bank_plugin]\nfile_system_bank_path = ${bankFolder}\n` };
  await writeFile(join(folder, 'crash.conf'), providerFile(sections).replace('[executor]', `[executor]\n${executor}`));
  await writeFile(join(folder, 'clouds.yaml'), small.cloud.cloudsYaml());
  await writeFile(join(folder, 'parameters.json'), parametersFile);
  const environment = { OS_CLOUD: 'demo', KARBOR_CONFIG_DIR: folder };
  return {
    ...{ small, folder, bankFolder },
    protect: ['protect', '--resource', `OS::Nova::Server#${small.serverId}`, '--parameters', 'parameters.json'],
    start: (args, options) => startKarbor(args, { workingFolder: folder, environment, ...options }),
    end: async () => {
      await small.stop();
      await rm(folder, { recursive: true });
    },
  };
}
