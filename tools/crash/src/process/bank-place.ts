import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import swiftBank from '@karbor/bank-swift';
import type { BankPlugin } from '@karbor/plugin-sdk';
import { fileBankIn, lookInto, silentLogger } from '../bank/test-bank.js';
import type { TestBank } from '../bank/test-bank.js';
import type { SmallCloud } from '../world/small-cloud.js';
import type { BankSections } from './provider-file.js';

export type PlaceKind = 'file' | 'swift';

/** A bank that processes reach by themselves. */
export interface BankPlace {
  readonly bank: TestBank;
  readonly sections: BankSections;
  /** Of a file bank: its folder. Else empty. */
  readonly path: string;
}

export async function bankOfProcesses(kind: PlaceKind, folder: string, small: SmallCloud): Promise<BankPlace> {
  return kind === 'file' ? await inFiles(folder) : await inSwift(small);
}

async function inFiles(folder: string): Promise<BankPlace> {
  await mkdir(folder);
  const text = `[file_system_bank_plugin]\nfile_system_bank_path = ${folder}\n`;
  return { bank: await fileBankIn(folder), sections: { module: '@karbor/bank-fs', text }, path: folder };
}

async function inSwift({ cloud }: SmallCloud): Promise<BankPlace> {
  const { auth } = cloud.cloudConfig('demo');
  const settings = {
    swift_auth_url: auth.auth_url,
    swift_user: auth.username,
    swift_key: auth.password,
    swift_tenant_name: auth.project_name,
    // A cloud that is gone stays so: what is still to be tried ends the sooner.
    swift_retry_attempts: '6',
    swift_settle_time: '0.05',
    bank_swift_object_container: `crash-${randomUUID()}`,
  };
  const { configSchema, create } = swiftBank;
  const parsed = await configSchema?.['~standard'].validate(settings);
  if (!parsed || parsed.issues) throw new Error('The settings of the Swift bank are not good.');
  const plugin: BankPlugin = await create({ config: parsed.value as never, log: silentLogger });
  const lines = Object.entries(settings).map(([key, value]) => `${key} = ${value}`);
  const sections = { module: '@karbor/bank-swift', text: `[swift_bank_plugin]\n${lines.join('\n')}\n` };
  return { bank: lookInto(plugin, () => plugin.close?.() ?? Promise.resolve()), sections, path: '' };
}
