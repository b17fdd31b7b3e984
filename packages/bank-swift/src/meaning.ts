import type { OpenStackError } from '@karbor/openstack';
import type { KarborErrorCode } from '@karbor/plugin-sdk';

/** What a failed call means for a bank, and what to do. */
export interface Meaning {
  readonly code: KarborErrorCode;
  readonly advice: string;
  /** Default: as the error says. */
  readonly retryable?: boolean;
}

const denied: Meaning = {
  code: 'KARBOR_BANK_ACCESS_DENIED',
  advice: 'this user may not do that. Give it a role that Swift accepts, such as member, or rights on the container',
};
const refused = (credentials: string): Meaning => ({
  code: 'KARBOR_BANK_ACCESS_DENIED',
  advice: `user or password are refused. Check ${credentials}`,
});
const full: Meaning = {
  code: 'KARBOR_BANK_FULL',
  advice: 'the quota is used up, or Swift has no space left. Get more, or delete checkpoints',
};
const notFound: Meaning = {
  code: 'KARBOR_CONFIG_INVALID',
  advice: 'Swift is not found. Check project, region and interface, or give swift_endpoint',
};
const corrupt: Meaning = { code: 'KARBOR_OBJECT_CORRUPT', advice: 'what comes is not what was stored' };
const unavailable: Meaning = { code: 'KARBOR_BANK_UNAVAILABLE', advice: 'Swift is not there or overloaded. Try again later' };
const changed: Meaning = { code: 'KARBOR_BANK_FAILED', advice: 'Swift got other bytes than were sent', retryable: true };
const failed: Meaning = { code: 'KARBOR_BANK_FAILED', advice: 'Swift does not do it' };

/** `credentials` tells where user and password stand. */
export function meaningOf({ code, status, service, retryable }: OpenStackError, credentials: string): Meaning {
  if (status === 422) return changed;
  if (status === 507) return full;
  switch (code) {
    case 'OPENSTACK_AUTHENTICATION_FAILED':
      return service === 'identity' ? refused(credentials) : denied;
    case 'OPENSTACK_FORBIDDEN':
      return denied;
    case 'OPENSTACK_OVER_LIMIT':
      return retryable ? unavailable : full;
    case 'OPENSTACK_NO_ENDPOINT':
    case 'OPENSTACK_NO_PROJECT':
      return notFound;
    case 'OPENSTACK_UNEXPECTED_ANSWER':
      return retryable ? corrupt : failed;
    default:
      return retryable ? unavailable : failed;
  }
}
