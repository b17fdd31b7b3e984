import type { Devcloud } from '@karbor/devcloud';
import { answer, startFront } from './front.fixture.js';
import type { Front } from './front.fixture.js';
import type { Settings } from './open-bank.fixture.js';

/** A Swift without a Keystone: it gives its own tokens. */
export interface TempAuth extends Front {
  readonly settings: Settings;
  /** How many tokens it has given. */
  readonly tokens: number;
  /** Ends all tokens that it has given. */
  endTokens(): void;
}

const [user, key] = ['test:tester', 'testing'];

/** Puts TempAuth before the Swift of an embedded cloud, where it uses the account of the project `demo`. */
export async function startTempAuth(cloud: Devcloud): Promise<TempAuth> {
  const account = `AUTH_${cloud.project('demo').id}`;
  const cloudToken = await tokenOf(cloud);
  const good = new Set<unknown>();
  let given = 0;
  const front = await startFront(cloud.url, async ({ path, headers }, forward) => {
    if (path === '/auth/v1.0') {
      if (headers['x-auth-user'] !== user || headers['x-auth-key'] !== key) return answer(401);
      const token = `AUTH_tk${(given += 1)}`;
      good.add(token);
      const storage = `http://${new URL(front.url).host}/v1/AUTH_test`;
      return answer(200, { 'x-auth-token': token, 'x-storage-token': token, 'x-storage-url': storage, 'x-auth-token-expires': '86400' });
    }
    if (!path.startsWith('/v1/AUTH_test')) return answer(404);
    if (!good.has(headers['x-auth-token'])) return answer(401, { 'www-authenticate': 'Swift realm="AUTH_test"' });
    return await forward({
      path: path.replace('/v1/AUTH_test', `/object-store/v1/${account}`),
      headers: { ...headers, 'x-auth-token': cloudToken },
    });
  });
  return {
    ...front,
    settings: { swift_auth_url: `${front.url}/auth/v1.0`, swift_user: user, swift_key: key },
    get tokens() {
      return given;
    },
    endTokens: () => good.clear(),
  };
}

async function tokenOf(cloud: Devcloud): Promise<string> {
  const { auth } = cloud.cloudConfig('demo');
  const domain = { id: 'default' };
  const body = {
    auth: {
      identity: { methods: ['password'], password: { user: { name: auth.username, domain, password: auth.password } } },
      scope: { project: { name: auth.project_name, domain } },
    },
  };
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${auth.auth_url}/auth/tokens`, { method: 'POST', headers, body: JSON.stringify(body) });
  return response.headers.get('x-subject-token') ?? '';
}
