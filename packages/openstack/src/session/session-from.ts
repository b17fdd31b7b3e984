import { OpenStackError } from '../errors.js';
import type { Session } from './session.js';

/**
 * Takes the session out of what a caller was handed as authentication (Karbor's `context.auth`), whichever copy of this
 * package made it. Errors: `OPENSTACK_NO_SESSION`.
 */
export function sessionFrom(auth: unknown): Session {
  if (typeof auth === 'object' && auth !== null && 'kind' in auth && auth.kind === 'openstack-session') {
    if ('apiVersion' in auth && auth.apiVersion === 1) return auth as Session;
    const version = 'apiVersion' in auth ? String(auth.apiVersion) : 'none';
    throw new OpenStackError(
      `The OpenStack session has apiVersion ${version}, but 1 is needed: install matching versions of @karbor/openstack.`,
      { code: 'OPENSTACK_NO_SESSION', noEffect: true }
    );
  }
  throw new OpenStackError(
    "There is no OpenStack session: connect(await loadCloud()) makes one, to be handed over as the context's auth.",
    { code: 'OPENSTACK_NO_SESSION', noEffect: true }
  );
}
