import { Agent, createServer, request as sendRequest } from 'node:http';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A request on its way through a front. */
export interface FrontCall {
  readonly method: string;
  /** Raw, with the query. */
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
  /** The connection that it came on. */
  readonly socket: Socket;
}

export interface FrontAnswer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

/** Sends a request on, changed or not. */
export type Forward = (changes?: Partial<FrontCall>) => Promise<FrontAnswer>;
export type Handle = (call: FrontCall, forward: Forward) => Promise<FrontAnswer>;

/** An HTTP server that stands before another one. */
export interface Front {
  readonly url: string;
  close(): Promise<void>;
}

export const answer = (status: number, headers: OutgoingHttpHeaders = {}, body = ''): FrontAnswer => ({
  status,
  headers,
  body: Buffer.from(body),
});

/** Starts a front of `target` on a free port. When `handle` fails the connection is dropped. */
export async function startFront(target: string, handle: Handle): Promise<Front> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { 'transfer-encoding': _encoding, connection: _connection, host: _host, ...headers } = request.headers;
    const [method, path] = [request.method ?? '', request.url ?? ''];
    const call = { method, path, headers, body: await bytesOf(request), socket: request.socket };
    const { status, headers: own, body } = await handle(call, (changes) => send(target, agent, { ...call, ...changes }));
    response.writeHead(status, { ...own, ...(call.method !== 'HEAD' && { 'content-length': body.length }) }).end(body);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      agent.destroy();
    },
  };
}

function send(target: string, agent: Agent, { method, path, headers, body }: FrontCall): Promise<FrontAnswer> {
  return new Promise((resolve, reject) => {
    const length = method === 'PUT' || method === 'POST' ? { 'content-length': body.length } : {};
    const request = sendRequest(target, { agent, method, path, headers: { ...headers, ...length } }, (response) => {
      const { 'transfer-encoding': _encoding, connection: _connection, ...own } = response.headers;
      bytesOf(response).then((bytes) => resolve({ status: response.statusCode ?? 0, headers: own, body: bytes }), reject);
    });
    request.on('error', reject).end(body);
  });
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
