import { readFile } from 'node:fs/promises';
import { connect, loadCloud } from '@karbor/openstack';
import type { Session } from '@karbor/openstack';
import { parse } from 'yaml';

/** An ordinary project of a real cloud, and its user. */
export interface Place {
  /** The name of the cloud in `clouds.yaml`, of the user and of the project. */
  readonly account: string;
  readonly cloudsFile: string;
  /** For `attach` of the tool that brought the cloud up. */
  readonly stateDir: string;
}

export interface CloudSettings {
  readonly auth: Readonly<Record<string, string>>;
}

/** The ordinary projects. */
export const accounts = ['demo', 'alt'];

/** The place of this worker: of the two that run at a time, each has a project of its own. */
export function placeOfWorker(): Place {
  const account = accounts[Number(process.env['VITEST_POOL_ID'] ?? 1) - 1];
  if (account === undefined) throw new Error(`There are ${accounts.length} ordinary projects: no more tests than that may run at a time.`);
  return { account, cloudsFile: variable('KARBOR_TEST_CLOUDS_FILE'), stateDir: variable('KARBOR_TEST_CLOUD_STATE') };
}

export function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run npm run test:openstack.`);
  return value;
}

/** A session of the place's user, or of an administrator in the same project. */
export async function sessionOf({ account, cloudsFile }: Place, user: 'ordinary' | 'admin' = 'ordinary'): Promise<Session> {
  const environment = { OS_CLIENT_CONFIG_FILE: cloudsFile };
  const config = await loadCloud({ cloud: user === 'admin' ? 'admin' : account, environment });
  return connect({ ...config, project: { name: account, domainName: 'Default' } }, { environment });
}

/** What `clouds.yaml` says of the place. */
export async function settingsOf({ account, cloudsFile }: Place): Promise<CloudSettings> {
  const { clouds } = parse(await readFile(cloudsFile, 'utf8')) as { clouds: Record<string, CloudSettings> };
  const settings = clouds[account];
  if (!settings) throw new Error(`There is no cloud ${account} in ${cloudsFile}.`);
  return settings;
}
