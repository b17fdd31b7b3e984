import { OpenStackError } from '../errors.js';
import type { CloudConfig } from './cloud-config.js';

/** Where {@link loadCloud} looks. */
export interface LoadCloudOptions {
  /** The cloud's name in `clouds.yaml`. Default: `OS_CLOUD`, else the `OS_*` variables, else the only cloud of the file. */
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
 * Reads how to reach a cloud, as openstacksdk does: a cloud of `clouds.yaml` (in the file that `OS_CLIENT_CONFIG_FILE`
 * names, else in the working folder, `~/.config/openstack`, `/etc/openstack`; merged with `secure.yaml` beside it), or
 * the variables `OS_AUTH_URL`, `OS_USERNAME`, `OS_PASSWORD`, `OS_PROJECT_NAME`, …
 *
 * Errors: `OPENSTACK_CLOUD_NOT_FOUND` names the files that were searched and the clouds that are known;
 * `OPENSTACK_CONFIG_INVALID` names the file (and line) or the variable, and what is missing.
 */
export function loadCloud(_options: LoadCloudOptions = {}): Promise<CloudConfig> {
  return Promise.reject(new OpenStackError('There is no cloud yet.', { code: 'OPENSTACK_CLOUD_NOT_FOUND' }));
}
