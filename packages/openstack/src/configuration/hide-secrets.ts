import { inspect } from 'node:util';
import type { Auth, CloudConfig } from './cloud-config.js';

/** The same configuration, which shows its secrets neither in JSON nor in `inspect` output. */
export function hideSecrets(cloud: CloudConfig): CloudConfig {
  const shown = () => ({ ...cloud, auth: shownAuth(cloud.auth) });
  const hidden = { ...cloud, auth: { ...cloud.auth } };
  for (const [object, show] of [
    [hidden, shown],
    [hidden.auth, () => shownAuth(cloud.auth)],
  ] as const) {
    Object.defineProperty(object, 'toJSON', { value: show, enumerable: false });
    Object.defineProperty(object, inspect.custom, { value: show, enumerable: false });
  }
  return hidden;
}

function shownAuth(auth: Auth): Auth {
  switch (auth.type) {
    case 'password':
    case 'v1Password':
      return { ...auth, password: '***' };
    case 'token':
      return { ...auth, token: '***' };
    case 'applicationCredential':
      return { ...auth, secret: '***' };
  }
}

/** The secrets of a configuration, to be kept out of messages. */
export function secretsOf(auth: Auth): readonly string[] {
  switch (auth.type) {
    case 'password':
    case 'v1Password':
      return [auth.password];
    case 'token':
      return [auth.token];
    case 'applicationCredential':
      return [auth.secret];
  }
}
