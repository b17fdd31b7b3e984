import { createServer, request as forward } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { ServiceType, Session } from '@karbor/openstack';

/** A request on its way to a service. */
export interface Passing {
  readonly method: string;
  readonly path: string;
  readonly token: string;
}

/** Sees each request before the service does. A status that it gives is the answer: the service then gets no such request. */
export type Watch = (request: Passing) => Promise<number | undefined> | number | undefined;

/** Stands before a service of the cloud, to know what Karbor does and to do something meanwhile. */
export class Gateway {
  watch: Watch = () => undefined;
  /** Sees what the service answers. */
  watchAnswer: (request: Passing, status: number) => void = () => undefined;

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {}

  static async before(session: Session, service: ServiceType): Promise<Gateway> {
    const target = new URL(await session.endpoint(service));
    const server = createServer((request, response) => {
      gateway.#pass(request, response).catch(() => response.destroy());
    });
    const gateway = new Gateway(server, target);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return gateway;
  }

  /** The service's address by way of this one. */
  get address(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}${this.target.pathname}`;
  }

  /** Does something before the first request that is meant reaches the service. Resolves when it is done. */
  atFirst(isMeant: (request: Passing) => boolean, act: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      let done: Promise<void> | undefined;
      this.watch = async (request) => {
        if (!isMeant(request)) return undefined;
        done ??= act();
        done.then(resolve, reject);
        await done;
        return undefined;
      };
    });
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const passing: Passing = { method, path: url, token: String(headers['x-auth-token']) };
    const status = await this.watch(passing);
    if (status !== undefined) {
      request.resume();
      response.writeHead(status).end();
      return;
    }
    const { hostname, port } = this.target;
    const onward = forward({ hostname, port, method, path: url, headers });
    // A service that refuses a request may answer before it has read all of it, and then reads no more.
    request.pipe(onward).on('error', () => undefined);
    const [answer] = (await once(onward, 'response')) as [IncomingMessage];
    this.watchAnswer(passing, answer.statusCode ?? 502);
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    await pipeline(answer, response);
    if (onward.writableFinished) return;
    request.unpipe(onward).resume();
    onward.destroy();
  }
}
