import type { HttpRequest } from '../http/http-request.js';
import { jsonBody, outgoingBody, type OutgoingBody } from '../http/outgoing-body.js';
import { queryString } from '../http/query.js';
import type { ServiceRequest } from './service-request.js';
import type { ServiceType } from './session.js';

/** The body of a request, made once for all its attempts. */
export function bodyOf(request: ServiceRequest): OutgoingBody | undefined {
  if (request.body !== undefined) return outgoingBody(request.body, request.size);
  return request.json === undefined ? undefined : jsonBody(request.json);
}

/** Addresses a request to a service's endpoint. The session's own headers win over the request's. */
export function httpRequest(
  service: ServiceType,
  endpoint: string,
  request: ServiceRequest,
  body: OutgoingBody | undefined,
  sessionHeaders: Readonly<Record<string, string>>
): HttpRequest {
  const { origin, pathname } = new URL(endpoint);
  const { method, path, query, microversion, signal } = request;
  return {
    service,
    method,
    origin,
    path: `${pathname === '/' ? '' : pathname}${path}${queryString(query)}` || '/',
    headers: {
      ...(request.json === undefined ? {} : { 'content-type': 'application/json' }),
      ...request.headers,
      ...(microversion === undefined ? {} : { 'openstack-api-version': `${service} ${microversion}` }),
      ...sessionHeaders,
    },
    body,
    idempotent: request.idempotent ?? (method !== 'POST' && method !== 'PATCH'),
    signal,
  };
}
