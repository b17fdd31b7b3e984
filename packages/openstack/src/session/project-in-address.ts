import { OpenStackError } from '../errors.js';
import type { Authentication } from './session.js';

const placeholder = /[%$]\((?:project|tenant)_id\)s/g;

type Authenticated = Pick<Authentication, 'projectId' | 'userName'>;

/** Whether the token's project is to be filled into an address, as in `http://swift/v1/AUTH_%(project_id)s`. */
export function namesProject(address: string): boolean {
  return address.search(placeholder) !== -1;
}

/** Errors: `OPENSTACK_NO_PROJECT`, where the address names one and the token has none. */
export function withProject(address: string, token: Authenticated): string {
  return address.replaceAll(placeholder, () => projectOf(token));
}

/** Errors: `OPENSTACK_NO_PROJECT`. */
export function projectOf({ projectId, userName }: Authenticated): string {
  if (projectId !== undefined) return projectId;
  throw new OpenStackError(`The token of user '${userName}' has no project: name one in the cloud's configuration.`, {
    code: 'OPENSTACK_NO_PROJECT',
    noEffect: true,
  });
}
