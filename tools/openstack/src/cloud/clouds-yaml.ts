import { writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { ordinaryProjects } from '../services/keystone/accounts.js';
import { regionName } from './cloud-context.js';
import type { CloudContext } from './cloud-context.js';

/** A `clouds.yaml` with the clouds `admin`, `demo` and `alt`, each the user of that name in the project of that name. */
export function cloudsYaml(keystone: string, password: string): string {
  const cloudOf = (name: string) => ({
    auth: {
      auth_url: `${keystone}/v3`,
      username: name,
      password,
      project_name: name,
      user_domain_name: 'Default',
      project_domain_name: 'Default',
    },
    region_name: regionName,
    identity_api_version: 3,
  });
  return stringify({ clouds: Object.fromEntries(['admin', ...ordinaryProjects].map((name) => [name, cloudOf(name)])) });
}

export function writeCloudsYaml({ folders, record, address }: CloudContext): void {
  writeFileSync(folders.cloudsFile, cloudsYaml(address('keystone'), record.password), { mode: 0o600 });
}
