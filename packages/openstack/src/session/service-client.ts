import { OpenStackError } from '../errors.js';
import { isRecord } from '../http/json.js';
import { queryString } from '../http/query.js';
import type { Accepted, CallOptions, ListOptions } from './call-options.js';
import { nextPageQuery } from './next-page.js';
import type { ServiceAnswer, ServiceRequest } from './service-request.js';
import type { ServiceType, Session } from './session.js';

/** The part of a session that the clients stand on. */
export type ServiceCaller = Pick<Session, 'request' | 'stream' | 'projectId' | 'negotiateMicroversion'>;

type CallSettings = CallOptions & Pick<ServiceRequest, 'microversion' | 'idempotent' | 'headers' | 'query'>;
type Method = ServiceRequest['method'];

/** The few forms of call that most of an OpenStack service's API consists of. */
export interface ServiceClient {
  call(method: Method, path: string, json: unknown, settings?: CallSettings): Promise<ServiceAnswer<unknown>>;
  /** Returns what stands under `key` in the answer. */
  get<T>(path: string, key: string, settings?: CallSettings): Promise<T>;
  /** Sends JSON and returns what stands under `key` in the answer. */
  send<T>(method: Method, path: string, json: unknown, key: string, settings?: CallSettings): Promise<T>;
  /** Sends JSON and returns the receipt. */
  accept(method: Method, path: string, json?: unknown, settings?: CallSettings): Promise<Accepted>;
  /** Reads a list under `key`, page by page. */
  list<T>(path: string, key: string, options?: ListOptions): AsyncIterable<T>;
}

export function serviceClient(caller: ServiceCaller, service: ServiceType): ServiceClient {
  const call: ServiceClient['call'] = (method, path, json, settings = {}) => {
    const { signal, microversion, idempotent, headers, query } = settings;
    return caller.request(service, { method, path, json, signal, microversion, idempotent, headers, query });
  };
  const send = async <T>(
    method: Method,
    path: string,
    json: unknown,
    key: string,
    settings?: CallSettings
  ): Promise<T> => part<T>(await call(method, path, json, settings), key, `${method} ${path} of ${service}`);

  return {
    call,
    send,
    get: (path, key, settings) => send('GET', path, undefined, key, settings),
    accept: async (method, path, json, settings) => ({
      requestId: (await call(method, path, json, settings)).requestId,
    }),
    list: async function* <T>(path: string, key: string, options: ListOptions = {}) {
      const { filters, pageSize, ...settings } = options;
      let query: string | undefined = queryString({ ...filters, limit: pageSize ?? filters?.['limit'] });
      while (query !== undefined) {
        const answer = await call('GET', `${path}${query}`, undefined, settings);
        yield* part<readonly T[]>(answer, key, `GET ${path} of ${service}`);
        const next = nextPageQuery(answer.body, key);
        if (next === query) throw unexpected(`GET ${path} of ${service} names the same page as its next one`, answer);
        query = next;
      }
    },
  };
}

/** What stands under `key` in an answer. Errors: `OPENSTACK_UNEXPECTED_ANSWER`. */
export function part<T>(answer: ServiceAnswer<unknown>, key: string, call: string): T {
  const value = isRecord(answer.body) ? answer.body[key] : undefined;
  if (value === undefined) throw unexpected(`${call} was answered without '${key}'`, answer);
  return value as T;
}

/** The whole of an answer that is one object. Errors: `OPENSTACK_UNEXPECTED_ANSWER`. */
export function whole<T>(answer: ServiceAnswer<unknown>, call: string): T {
  if (!isRecord(answer.body)) throw unexpected(`${call} was answered without an object`, answer);
  return answer.body as T;
}

function unexpected(problem: string, answer: ServiceAnswer<unknown>): OpenStackError {
  const { status, requestId } = answer;
  return new OpenStackError(`${problem}.`, { code: 'OPENSTACK_UNEXPECTED_ANSWER', status, requestId, attempts: 1 });
}
