import type { CloudConfig } from '../configuration/cloud-config.js';
import { OpenStackError } from '../errors.js';
import type { ConnectOptions, Session } from './session.js';

/** Makes a session. Nothing is sent before its first call. Errors: `OPENSTACK_CONFIG_INVALID`. */
export function connect(_cloud: CloudConfig, _options: ConnectOptions = {}): Session {
  throw new OpenStackError('There is no session yet.', { code: 'OPENSTACK_CONFIG_INVALID' });
}
