import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { Agent, EnvHttpProxyAgent, type Dispatcher } from 'undici';
import type { CloudConfig } from '../configuration/cloud-config.js';
import type { Environment } from '../configuration/environment.js';
import { OpenStackError } from '../errors.js';
import { connectionError } from './connection-error.js';
import type { HttpAnswer, HttpRequest } from './http-request.js';
import { incomingBody } from './incoming-body.js';
import type { OutgoingBody } from './outgoing-body.js';

/** Sends single requests over kept-alive connections. */
export interface Transport {
  /**
   * Resolves with any answer; rejects with `OPENSTACK_CONNECTION`, the signal's reason or the body source's own error.
   */
  send(request: HttpRequest): Promise<HttpAnswer>;
  /** Breaks off what still runs; later requests reject with `OPENSTACK_SESSION_CLOSED`. */
  close(): Promise<void>;
}

/**
 * `connections` is how many there may be to one address. Errors: `OPENSTACK_CONFIG_INVALID` for a certificate file that
 * cannot be read.
 */
export function createTransport(cloud: CloudConfig, environment: Environment, connections?: number): Transport {
  const dispatcher = createDispatcher(cloud, environment, connections);
  let closing: Promise<void> | undefined;
  const isClosed = (): boolean => closing !== undefined;
  return {
    send: async (request) => {
      const { method, origin, path, headers, body, signal } = request;
      signal?.throwIfAborted();
      if (isClosed()) throw sessionClosed(true);
      try {
        const answer = await dispatcher.request({
          method,
          origin,
          path,
          headers: body?.size === undefined ? headers : { ...headers, 'content-length': String(body.size) },
          body: body === undefined ? null : openBody(body),
          ...(signal === undefined ? {} : { signal }),
        });
        return {
          status: answer.statusCode,
          headers: flatHeaders(answer.headers),
          body: incomingBody(request, answer.body),
        };
      } catch (error) {
        signal?.throwIfAborted();
        if (body?.sourceError !== undefined) throw body.sourceError.error;
        throw isClosed() ? sessionClosed(false) : connectionError(request, error);
      }
    },
    close: () => (closing ??= dispatcher.destroy(sessionClosed(false))),
  };
}

function sessionClosed(noEffect: boolean): OpenStackError {
  return new OpenStackError('The OpenStack session is closed.', { code: 'OPENSTACK_SESSION_CLOSED', noEffect });
}

function openBody(body: OutgoingBody): Uint8Array | Readable {
  const opened = body.open();
  return opened instanceof Uint8Array ? opened : Readable.from(opened, { objectMode: true, highWaterMark: 1 });
}

function createDispatcher(cloud: CloudConfig, environment: Environment, connections: number | undefined): Dispatcher {
  const { tls = {}, timeout = 300_000 } = cloud;
  const connect = {
    rejectUnauthorized: tls.verify ?? true,
    ...(tls.caFile === undefined ? {} : { ca: certificate(tls.caFile) }),
    ...(tls.certFile === undefined ? {} : { cert: certificate(tls.certFile) }),
    ...(tls.keyFile === undefined ? {} : { key: certificate(tls.keyFile) }),
  };
  const limit = connections === undefined ? {} : { connections };
  const options = { connect, headersTimeout: timeout, bodyTimeout: timeout, ...limit };
  const variable = (name: string) => environment[name] ?? environment[name.toUpperCase()] ?? '';
  const httpProxy = variable('http_proxy');
  const httpsProxy = variable('https_proxy');
  if (httpProxy === '' && httpsProxy === '') return new Agent(options);
  return new EnvHttpProxyAgent({
    ...options,
    httpProxy,
    httpsProxy,
    noProxy: variable('no_proxy'),
    requestTls: connect,
  });
}

function certificate(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new OpenStackError(`The certificate file ${file} cannot be read.`, {
      code: 'OPENSTACK_CONFIG_INVALID',
      noEffect: true,
      cause,
    });
  }
}

function flatHeaders(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = typeof value === 'string' ? value : value.join(', ');
  }
  return flat;
}
