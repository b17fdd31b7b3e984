import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CloudConfig } from './configuration/cloud-config.js';
import { connect } from './session/connect.js';
import type { ConnectOptions, Session } from './session/session.js';

/** A request that the test cloud got, with its whole body unless a handler reads it itself. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly message: IncomingMessage;
  text(): Promise<string>;
}

export type Handler = (request: Received, response: ServerResponse) => void | Promise<void>;

/** A Keystone whose catalog leads to services that the test writes, all of it on one loopback port. */
export interface TestCloud {
  readonly url: string;
  /** Everything that came but token requests, in order: `GET /compute/v2.1/servers/x`. */
  readonly calls: string[];
  /** The bodies of the token requests. */
  readonly tokenRequests: unknown[];
  /** Tokens that are good; a call with another gets 401. */
  readonly goodTokens: Set<string>;
  /** Seconds that the next tokens live. */
  tokenLife: number;
  /** Answers a call, for example `GET /compute/v2.1/servers/x` (without the query). Later ones win. */
  on(call: string, handler: Handler): void;
  config(overrides?: Partial<CloudConfig>): CloudConfig;
  session(options?: ConnectOptions, overrides?: Partial<CloudConfig>): Session;
  close(): Promise<void>;
}

export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {}
): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-openstack-request-id': 'req-test', ...headers });
  response.end(JSON.stringify(body));
}

/** Retries without waiting. */
export const impatient: ConnectOptions = { retry: { attempts: 4, minDelay: 1, maxDelay: 1 }, environment: {} };

export async function startTestCloud(): Promise<TestCloud> {
  const handlers = new Map<string, Handler>();
  const sessions: Session[] = [];
  const server = createServer((message, response) => {
    void answer(message, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let issued = 0;

  const cloud: TestCloud = {
    url,
    calls: [],
    tokenRequests: [],
    goodTokens: new Set(),
    tokenLife: 3600,
    on: (call, handler) => {
      handlers.set(call, handler);
    },
    config: (overrides) => ({
      authUrl: `${url}/identity`,
      auth: { type: 'password', user: { name: 'demo' }, password: 'labpass' },
      project: { name: 'demo' },
      ...overrides,
    }),
    session: (options = impatient, overrides = {}) => {
      const session = connect(cloud.config(overrides), options);
      sessions.push(session);
      return session;
    },
    close: async () => {
      await Promise.all(sessions.map((session) => session.close()));
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  cloud.on('POST /identity/v3/auth/tokens', async (request, response) => {
    cloud.tokenRequests.push(JSON.parse(await request.text()));
    issued += 1;
    const token = `token-${issued}`;
    cloud.goodTokens.add(token);
    json(response, 201, { token: tokenBody(url, cloud.tokenLife) }, { 'x-subject-token': token });
  });

  async function answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(message.url ?? '/', url);
    const path = pathname;
    const call = `${message.method ?? ''} ${path}`;
    const isTokenRequest = path.endsWith('/auth/tokens');
    if (!isTokenRequest) cloud.calls.push(`${message.method ?? ''} ${message.url ?? ''}`);
    const token = String(message.headers['x-auth-token']);
    if (!isTokenRequest && 'x-auth-token' in message.headers && !cloud.goodTokens.has(token)) {
      json(response, 401, { error: { code: 401, message: 'The request you have made requires authentication.' } });
      return;
    }
    const text = async (): Promise<string> => {
      const chunks: Buffer[] = [];
      for await (const chunk of message) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks).toString('utf8');
    };
    const received = {
      method: message.method ?? '',
      path,
      query: searchParams,
      headers: message.headers,
      message,
      text,
    };
    const handler = handlers.get(call);
    if (handler === undefined) json(response, 404, { itemNotFound: { code: 404, message: `There is no ${path}.` } });
    else await handler(received, response);
  }

  return cloud;
}

function tokenBody(url: string, life: number): unknown {
  const endpoint = (path: string, region = 'RegionOne', kind = 'public') => ({
    interface: kind,
    region,
    region_id: region,
    url: `${url}${path}`,
  });
  return {
    user: { id: 'user-1', name: 'demo', domain: { id: 'default', name: 'Default' } },
    project: { id: 'project-1', name: 'demo', domain: { id: 'default', name: 'Default' } },
    roles: [{ id: 'r1', name: 'member' }],
    issued_at: new Date(Date.now()).toISOString(),
    expires_at: new Date(Date.now() + life * 1000).toISOString(),
    catalog: [
      {
        type: 'compute',
        name: 'nova',
        endpoints: [
          endpoint('/compute/v2.1'),
          endpoint('/compute-two/v2.1', 'RegionTwo'),
          endpoint('/compute-internal/v2.1', 'RegionOne', 'internal'),
        ],
      },
      { type: 'volumev3', name: 'cinder', endpoints: [endpoint('/volume/v3/project-1')] },
      { type: 'image', name: 'glance', endpoints: [endpoint('/image')] },
      { type: 'network', name: 'neutron', endpoints: [endpoint('/network/')] },
      { type: 'object-store', name: 'swift', endpoints: [endpoint('/swift/v1/AUTH_project-1')] },
    ],
  };
}
