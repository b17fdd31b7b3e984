import { homedir } from 'node:os';
import { OpenStackError } from '../errors.js';
import type { CloudConfig } from './cloud-config.js';
import { cloudFromSettings } from './cloud-from-settings.js';
import { readCloudsFile, settingsFromCloud, type CloudsFile } from './clouds-file.js';
import { describesCloud, settingsFromEnvironment } from './environment.js';
import { hideSecrets } from './hide-secrets.js';

/** Where {@link loadCloud} looks. */
export interface LoadCloudOptions {
  /**
   * The cloud's name in `clouds.yaml`. Default: `OS_CLOUD`, else the `OS_*` variables, else the only cloud of the
   * file.
   */
  readonly cloud?: string | undefined;
  /** The region to use, instead of the configured one. */
  readonly region?: string | undefined;
  /** Default `process.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** The folder to look for `clouds.yaml` in first. Default: the working folder. */
  readonly workingFolder?: string | undefined;
  /** The folder that `~` stands for. Default: the user's. */
  readonly homeFolder?: string | undefined;
}

/**
 * Reads how to reach a cloud, as openstacksdk does: a cloud of `clouds.yaml` (the file that `OS_CLIENT_CONFIG_FILE`
 * names, else the one in the working folder, `~/.config/openstack`, `/etc/openstack`; with a `secure.yaml` beside it
 * or in one of these merged in), or the variables `OS_AUTH_URL`, `OS_USERNAME`, `OS_PASSWORD`, `OS_PROJECT_NAME`, …
 * Where a user or a project is named without a domain, the domain is the one with the id `default`.
 *
 * The secrets of what it returns show neither in JSON nor in `inspect` output.
 *
 * Errors: `OPENSTACK_CLOUD_NOT_FOUND` names the files that were searched and the clouds that are known;
 * `OPENSTACK_CONFIG_INVALID` names the file (and line) or the variable, and what is missing.
 */
export async function loadCloud(options: LoadCloudOptions = {}): Promise<CloudConfig> {
  const cloud = await findCloud(options);
  return hideSecrets(options.region === undefined ? cloud : { ...cloud, region: options.region });
}

async function findCloud(options: LoadCloudOptions): Promise<CloudConfig> {
  const { environment = process.env, workingFolder = process.cwd(), homeFolder = homedir() } = options;
  const named = options.cloud ?? environment['OS_CLOUD'] ?? '';
  if (named === '' && describesCloud(environment)) return cloudFromSettings(settingsFromEnvironment(environment));

  const clouds = await readCloudsFile({ environment, workingFolder, homeFolder });
  const name = named === '' ? onlyCloud(clouds) : named;
  const cloud = clouds.clouds.get(name);
  if (cloud === undefined || clouds.file === undefined) {
    throw notFound(`There is no cloud '${name}' ${known(clouds)}.`);
  }
  return cloudFromSettings(settingsFromCloud(name, cloud, clouds.file), name);
}

function onlyCloud(clouds: CloudsFile): string {
  const [name, ...others] = clouds.clouds.keys();
  if (name !== undefined && others.length === 0) return name;
  throw notFound(
    name === undefined
      ? `No cloud is configured: set OS_CLOUD, or OS_AUTH_URL and what belongs to it, ${known(clouds)}.`
      : `No cloud is chosen: set OS_CLOUD to one of those ${known(clouds)}.`
  );
}

function known({ file, clouds, searched }: CloudsFile): string {
  if (file === undefined) return `(there is no clouds.yaml; searched: ${searched.join(', ')})`;
  return `in ${file} (it has: ${[...clouds.keys()].join(', ') || 'none'}; searched: ${searched.join(', ')})`;
}

function notFound(message: string): OpenStackError {
  return new OpenStackError(message, { code: 'OPENSTACK_CLOUD_NOT_FOUND', noEffect: true });
}
