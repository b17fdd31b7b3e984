import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:https';
import { connect as connectSocket, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestCloud } from '../cloud.fixture.js';
import type { CloudConfig } from '../configuration/cloud-config.js';
import { connect } from '../session/connect.js';
import { certificate, certificateKey } from './certificate.fixture.js';

const retry = { attempts: 3, minDelay: 1, maxDelay: 1 };

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

describe('TLS', () => {
  let folder: string;
  let server: ReturnType<typeof createServer>;
  let cloud: CloudConfig;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'tls-'));
    await writeFile(path.join(folder, 'ca.pem'), certificate);
    server = createServer({ cert: certificate, key: certificateKey }, (_request, response) => {
      const expires_at = new Date(Date.now() + 3_600_000).toISOString();
      response.writeHead(201, { 'content-type': 'application/json', 'x-subject-token': 't' });
      response.end(JSON.stringify({ token: { user: { id: 'u', name: 'n' }, expires_at } }));
    });
    const authUrl = `https://127.0.0.1:${await listen(server)}`;
    cloud = { authUrl, auth: { type: 'password', user: { id: 'u' }, password: 'p' } };
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true });
  });

  async function authenticate(tls: CloudConfig['tls']): Promise<string> {
    const session = connect({ ...cloud, tls }, { retry, environment: {} });
    try {
      return (await session.authenticate()).userId;
    } finally {
      await session.close();
    }
  }

  it('refuses a certificate that it does not know, once, and says what to do', async () => {
    await expect(authenticate(undefined)).rejects.toMatchObject({
      code: 'OPENSTACK_CONNECTION',
      message: expect.stringMatching(/certificate is not trusted .*see cacert/) as string,
      attempts: 1,
      retryable: false,
      noEffect: true,
    });
  });

  it('takes the one that is given, or any', async () => {
    expect(await authenticate({ caFile: path.join(folder, 'ca.pem') })).toBe('u');
    expect(await authenticate({ verify: false })).toBe('u');
  });
});

it('opens no more connections to one address than it may, and uses them again', async () => {
  const cloud = await startTestCloud();
  const used = new Set<unknown>();
  cloud.on('GET /compute/v2.1/servers/s', (request, response) => {
    used.add(request.message.socket);
    setImmediate(() => response.writeHead(200, { 'content-type': 'application/json' }).end('{"server":{}}'));
  });
  try {
    const session = cloud.session({ retry, environment: {}, connections: 3 });
    await Promise.all(Array.from({ length: 30 }, () => session.compute.showServer('s')));
    expect(used.size).toBe(3);
  } finally {
    await cloud.close();
  }
});

describe('a proxy', () => {
  it('is used for what the environment does not exclude', async () => {
    const tunnels: string[] = [];
    const proxy = createHttpServer();
    proxy.on('connect', (request, socket) => {
      tunnels.push(String(request.url));
      const [host = '', port] = String(request.url).split(':');
      const upstream = connectSocket(Number(port), host, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.pipe(socket).pipe(upstream);
      });
      for (const end of [socket, upstream]) end.on('error', () => [socket, upstream].forEach((each) => each.destroy()));
    });
    const proxyUrl = `http://127.0.0.1:${await listen(proxy)}`;
    const cloud = await startTestCloud();
    try {
      await cloud.session({ retry, environment: { HTTP_PROXY: proxyUrl, NO_PROXY: '127.0.0.1' } }).authenticate();
      expect(tunnels).toEqual([]);
      await cloud.session({ retry, environment: { HTTP_PROXY: proxyUrl } }).authenticate();
      expect(tunnels).toEqual([new URL(cloud.url).host]);
    } finally {
      await cloud.close();
      proxy.closeAllConnections();
      proxy.close();
    }
  });
});
