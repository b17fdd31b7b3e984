import { Agent, createServer, request as send } from 'node:http';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NoAnswer } from './call-gate.js';
import type { CallGate } from './call-gate.js';

/** The address of a cloud as one process sees it. */
export interface GatedCloud {
  /** Instead of the cloud's own. */
  readonly url: string;
  /** Breaks all connections. */
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

/** Puts a door before a cloud, whose calls go through a gate. What the cloud tells of its own address is changed to it. */
export async function gatedCloud(cloudUrl: string, gate: CallGate): Promise<GatedCloud> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, outgoing) => {
    outgoing.on('error', () => undefined);
    serve(incoming, outgoing).catch(() => outgoing.destroy());
  });
  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const { method = 'GET', url: path = '/' } = incoming;
    const body = await bytesOf(incoming);
    const call = { side: 'cloud', changes: method !== 'GET' && method !== 'HEAD', what: `${method} ${path}` } as const;
    try {
      const answer = await gate.pass(call, () => forward(incoming, body));
      outgoing.writeHead(answer.status, answer.headers).end(answer.body);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      if (error.why === 'refused') outgoing.writeHead(503, { 'content-type': 'text/plain' }).end(error.message);
      else if (error.why === 'lost') outgoing.destroy();
    }
  };
  const forward = (incoming: IncomingMessage, body: Buffer): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const { host: _, 'transfer-encoding': __, connection: ___, ...headers } = incoming.headers;
      const target = new URL(incoming.url ?? '/', cloudUrl);
      const options = { method: incoming.method, agent, headers: { ...headers, 'content-length': body.length } };
      const forwarded = send(target, options, (answer) => {
        bytesOf(answer).then((bytes) => resolve(readdressed(answer, bytes)), reject);
      });
      forwarded.on('error', reject).end(body);
    });
  const readdressed = (answer: IncomingMessage, bytes: Buffer): Answer => {
    const { 'transfer-encoding': _, connection: __, ...headers } = answer.headers;
    const isJson = headers['content-type']?.includes('json') === true;
    const body = isJson ? Buffer.from(bytes.toString().replaceAll(cloudUrl, url)) : bytes;
    const isBare = answer.statusCode === 204 || answer.statusCode === 304 || body.length === 0;
    return { status: answer.statusCode ?? 502, headers: isBare ? headers : { ...headers, 'content-length': body.length }, body };
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    close: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      agent.destroy();
    },
  };
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
