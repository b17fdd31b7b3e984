import type { Devcloud } from '../api/devcloud.js';

const parsed = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    return bytes.toString('utf8');
  }
};

export class Received {
  /** As JSON, or as text when it is none. */
  readonly body: unknown;

  constructor(
    readonly status: number,
    readonly headers: Headers,
    readonly bytes: Buffer,
  ) {
    this.body = parsed(bytes);
  }

  /** What lies at `volume.metadata.k` or `servers.0.id`; undefined when there is nothing; the whole for an empty path. */
  at(path: string): unknown {
    if (path === '') return this.body;
    return path
      .split('.')
      .reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], this.body);
  }

  /** The same when it must be a text. */
  text(path: string): string {
    const value = this.at(path);
    if (typeof value !== 'string') throw new TypeError(`${path} is no text in ${JSON.stringify(this.body)}`);
    return value;
  }

  /** One member of every object in a list. */
  each(path: string, key: string): unknown[] {
    return (this.at(path) as Record<string, unknown>[]).map((one) => one[key]);
  }
}

export interface Sent {
  readonly json?: unknown;
  readonly bytes?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sends no token when null, this one instead of the own when given. */
  readonly token?: string | null;
  readonly signal?: AbortSignal;
}

type Base = 'identity' | 'image' | 'volume' | 'compute' | 'network' | 'object-store';

export const request = async (url: string, method: string, sent: Sent = {}): Promise<Received> => {
  const body = sent.json === undefined ? sent.bytes : JSON.stringify(sent.json);
  const answer = await fetch(url, {
    method,
    headers: { ...(sent.json !== undefined && { 'Content-Type': 'application/json' }), ...sent.headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : Buffer.from(body) }),
    redirect: 'manual',
    ...(sent.signal && { signal: sent.signal }),
  });
  return new Received(answer.status, answer.headers, Buffer.from(await answer.arrayBuffer()));
};

export const passwordLogin = (name: string, password: string, project?: string): object => ({
  auth: {
    identity: { methods: ['password'], password: { user: { name, domain: { name: 'Default' }, password } } },
    ...(project !== undefined && { scope: { project: { name: project, domain: { name: 'Default' } } } }),
  },
});

/** One logged-in user with plain HTTP. */
export class Client {
  private constructor(
    private readonly cloud: Devcloud,
    readonly projectId: string,
    readonly userId: string,
    readonly token: string,
  ) {}

  static async open(cloud: Devcloud, user = 'demo', project = user): Promise<Client> {
    const answer = await request(`${cloud.authUrl}/auth/tokens`, 'POST', {
      json: passwordLogin(user, 'devcloud', project),
    });
    return new Client(
      cloud,
      answer.text('token.project.id'),
      answer.text('token.user.id'),
      answer.headers.get('x-subject-token') ?? '',
    );
  }

  address(base: Base, path: string): string {
    const prefixes: Record<Base, string> = {
      identity: '/identity/v3',
      image: '/image/v2',
      volume: `/volume/v3/${this.projectId}`,
      compute: '/compute/v2.1',
      network: '/network/v2.0',
      'object-store': `/object-store/v1/AUTH_${this.projectId}`,
    };
    return `${this.cloud.url}${prefixes[base]}${path}`;
  }

  send(method: string, base: Base, path: string, sent: Sent = {}): Promise<Received> {
    const token = sent.token === undefined ? this.token : sent.token;
    return request(this.address(base, path), method, {
      ...sent,
      headers: { ...(token !== null && { 'X-Auth-Token': token }), ...sent.headers },
    });
  }

  get(base: Base, path: string, sent?: Sent): Promise<Received> {
    return this.send('GET', base, path, sent);
  }

  post(base: Base, path: string, json: unknown, sent?: Sent): Promise<Received> {
    return this.send('POST', base, path, { json, ...sent });
  }

  put(base: Base, path: string, json: unknown, sent?: Sent): Promise<Received> {
    return this.send('PUT', base, path, { json, ...sent });
  }

  delete(base: Base, path: string, sent?: Sent): Promise<Received> {
    return this.send('DELETE', base, path, sent);
  }
}
