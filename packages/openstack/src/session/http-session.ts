import type { CloudConfig } from '../configuration/cloud-config.js';
import type { HttpAnswer } from '../http/http-request.js';
import { callPersistently, type PersistentCall } from '../http/persistent-call.js';
import { retrySettings } from '../http/retry-delay.js';
import { createTransport } from '../http/transport.js';
import { readAnswer, readBytes, streamAnswer } from './answer.js';
import { bodyOf, httpRequest } from './authorized-request.js';
import { fetchToken } from './fetch-token.js';
import { withProject } from './project-in-address.js';
import { catalogUrl, versionedUrl } from './service-catalog.js';
import type { ServiceAnswer, ServiceRequest, ServiceStream } from './service-request.js';
import type { ConnectOptions, ServiceType, Session } from './session.js';
import { keepToken, type Token } from './token.js';
import { fetchVersions } from './version-discovery.js';

/** The parts of a session that speak HTTP. */
export interface HttpSession extends Pick<Session, 'authenticate' | 'endpoint' | 'request' | 'stream' | 'close'> {
  /** The list of a service's versions, as it stands at its unversioned address; `undefined` when it shows none. */
  readonly versions: (service: ServiceType, signal: AbortSignal | undefined) => Promise<unknown>;
  /** Reads an answer's bytes whole. An error that is thrown by `check` counts as one of the attempt. */
  readonly bytes: BytesRequest;
}

export type BytesRequest = (
  service: ServiceType,
  request: ServiceRequest,
  check: (answer: ServiceAnswer<Uint8Array>) => void
) => Promise<ServiceAnswer<Uint8Array>>;

export function createHttpSession(cloud: CloudConfig, options: ConnectOptions): HttpSession {
  const transport = createTransport(cloud, options.environment ?? process.env, options.connections);
  const caller = {
    transport,
    retry: retrySettings(options.retry),
    userAgent: options.userAgent === undefined ? 'karbor-openstack' : `${options.userAgent} karbor-openstack`,
  };
  const tokens = keepToken(() => fetchToken(caller, cloud), (options.renewBefore ?? 300) * 1000);

  const endpointOf = (service: ServiceType, token: Token): string => {
    const choice = { region: cloud.region, interface: cloud.interface ?? 'public' };
    const override = cloud.endpointOverrides?.[service];
    // Keystone is where it was reached already; a token without a project has no catalog to find it in.
    const found = service === 'identity' ? cloud.authUrl : undefined;
    const address = override === undefined ? undefined : withProject(override, token.authentication);
    return versionedUrl(address ?? found ?? catalogUrl(token.catalog, service, choice), service);
  };

  async function call<T>(
    service: ServiceType,
    request: ServiceRequest,
    accept: string,
    consume: (answer: HttpAnswer) => Promise<T>
  ): Promise<T> {
    const body = bodyOf(request);
    const persistent: PersistentCall<T> = {
      prepare: async () => {
        const token = await tokens.get(request.signal);
        const headers = { accept, 'user-agent': caller.userAgent, 'x-auth-token': token.value };
        return httpRequest(service, endpointOf(service, token), request, body, headers);
      },
      consume,
      accepts: (status) => status >= 200 && status < 300,
      onUnauthorized: ({ headers }) => {
        tokens.invalidate(headers['x-auth-token'] ?? '');
      },
    };
    try {
      return await callPersistently(transport, persistent, caller.retry);
    } finally {
      await body?.dispose();
    }
  }

  return {
    authenticate: async ({ signal } = {}) => (await tokens.get(signal)).authentication,
    endpoint: async (service, { signal } = {}) => endpointOf(service, await tokens.get(signal)),
    request: <T>(service: ServiceType, request: ServiceRequest): Promise<ServiceAnswer<T>> =>
      call(service, request, 'application/json', readAnswer<T>),
    stream: (service, request): Promise<ServiceStream> => call(service, request, '*/*', streamAnswer),
    bytes: (service, request, check) =>
      call(service, request, '*/*', async (answer) => {
        const whole = await readBytes(answer);
        check(whole);
        return whole;
      }),
    versions: async (service, signal) =>
      fetchVersions(caller, endpointOf(service, await tokens.get(signal)), service, signal),
    close: () => transport.close(),
  };
}
