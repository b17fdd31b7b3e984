import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultList, Hit } from '../faults/fault-list.js';
import type { Answer, Call } from './call.js';
import { explanationOf, Problem } from './problem.js';
import type { BoundedRequestLog } from './request-log.js';
import type { Service } from './service.js';
import { writeAnswer } from './write-answer.js';

export interface ListenerOptions {
  readonly services: readonly Service[];
  readonly faults: FaultList;
  readonly log: BoundedRequestLog;
  /** Awaited after a request that may have changed something, before its answer goes out. */
  readonly beforeAnswer: () => Promise<void>;
}

type OpenCall = { -readonly [Key in keyof Call]: Call[Key] };

/** The cloud's one HTTP server on 127.0.0.1: finds the service of a request, applies faults, writes the log. */
export class Listener {
  readonly #server: Server;
  readonly #stopping = new AbortController();

  constructor(private readonly options: ListenerOptions) {
    this.#server = createServer({ keepAliveTimeout: 60_000, requestTimeout: 0 }, (request, response) => {
      this.#serve(request, response).catch(() => response.destroy());
    });
  }

  /** Resolves to the port. */
  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', () => resolve());
    });
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  #find(url: string): { service: Service; target: string } | undefined {
    const service = this.options.services.find(({ prefix }) => {
      const next = url[prefix.length];
      return url.startsWith(prefix) && (next === undefined || next === '/' || next === '?');
    });
    return service && { service, target: url.slice(service.prefix.length) || '/' };
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined);
    const found = this.#find(request.url ?? '/');
    if (found === undefined) return writeAnswer(response, { status: 404, body: { error: 'No such service here.' } });
    const { service, target } = found;
    const mark = target.indexOf('?');
    const call: OpenCall = {
      service: service.name,
      method: request.method ?? 'GET',
      path: mark < 0 ? target : target.slice(0, mark),
      query: new URLSearchParams(mark < 0 ? '' : target.slice(mark)),
      target,
      request,
      requestId: `req-${randomUUID()}`,
      failsLater: false,
    };
    if (service.name === 'devcloud') return writeAnswer(response, await this.#answer(service, call));
    const hit = this.options.faults.take({ service: service.name, method: call.method, path: target });
    const entry = this.options.log.add({
      service: service.name,
      method: call.method,
      path: target,
      requestId: call.requestId,
      ...(hit && { faultId: hit.id }),
    });
    const answer = await this.#underFault(service, call, hit, response);
    if (call.projectId !== undefined) entry.projectId = call.projectId;
    if (answer === undefined) return;
    entry.status = answer.status;
    const during = hit?.effect.kind === 'drop' && hit.effect.when === 'during' ? hit.effect : undefined;
    await writeAnswer(response, answer, { breakAfter: during && (during.afterBytes ?? 'half') });
  }

  /** The answer, or undefined when none is to be sent. */
  async #underFault(
    service: Service,
    call: OpenCall,
    hit: Hit | undefined,
    response: ServerResponse,
  ): Promise<Answer | undefined> {
    const effect = hit?.effect;
    switch (effect?.kind) {
      case 'latency':
        await sleep(effect.milliseconds, undefined, { signal: this.#stopping.signal });
        break;
      case 'status': {
        const problem = new Problem(
          effect.status,
          effect.message ?? explanationOf(effect.status) ?? 'A fault that was asked for.',
          {
            headers: { ...effect.headers },
          },
        );
        return withHeaders(service, call, service.answerTo(problem, call));
      }
      case 'hang':
        return undefined;
      case 'error-state':
        call.failsLater = true;
        break;
      case 'drop':
        if (effect.when === 'before') response.destroy();
        break;
      case undefined:
        break;
    }
    if (response.destroyed) return undefined;
    const answer = await this.#answer(service, call);
    if (effect?.kind === 'drop' && effect.when === 'after') {
      response.destroy();
      return undefined;
    }
    return answer;
  }

  async #answer(service: Service, call: Call): Promise<Answer> {
    try {
      const answer = await service.handle(call);
      if (call.method !== 'GET' && call.method !== 'HEAD') await this.options.beforeAnswer();
      return withHeaders(service, call, answer);
    } catch (error) {
      const problem = error instanceof Problem ? error : new Problem(500, `Devcloud failed: ${String(error)}`);
      return withHeaders(service, call, service.answerTo(problem, call));
    }
  }
}

const withHeaders = (service: Service, call: Call, answer: Answer): Answer => ({
  ...answer,
  headers: { ...service.headers(call), ...answer.headers },
});
