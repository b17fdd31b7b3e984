import { byteRange } from '../http/byte-range.js';
import type { HttpSession } from '../session/http-session.js';
import type { ServiceCaller } from '../session/service-client.js';
import { checkBytes } from './check-bytes.js';
import { objectHead, unquoted } from './head.js';
import { objectPath } from './object-path.js';
import type { ObjectStoreClient, PutObjectOptions } from './object-store-client.js';

/** What is needed to move objects. */
export type ObjectCaller = ServiceCaller & Pick<HttpSession, 'bytes'>;

export function createObjects(
  caller: ObjectCaller
): Pick<ObjectStoreClient, 'putObject' | 'getObject' | 'readObject' | 'headObject' | 'deleteObject'> {
  return {
    putObject: async (container, name, data, options = {}) => {
      const { status, requestId, headers } = await caller.request('object-store', {
        method: 'PUT',
        path: objectPath(container, name),
        headers: putHeaders(options),
        body: data,
        size: options.size,
        signal: options.signal,
      });
      return { requestId, etag: unquoted(headers['etag']), superseded: status === 202 };
    },
    getObject: async (container, name, { offset = 0, length, newest, signal } = {}) => {
      const whole = offset === 0 && length === undefined;
      const range = `bytes=${offset}-${length === undefined ? '' : offset + length - 1}`;
      const answer = await caller.stream('object-store', {
        method: 'GET',
        path: objectPath(container, name),
        headers: { ...newestHeader(newest), ...(whole ? {} : { range }) },
        signal,
      });
      const head = objectHead(answer.headers);
      if (whole || answer.status === 206) return { ...head, body: answer.body };
      return { ...head, size: undefined, body: byteRange(answer.body, offset, length) };
    },
    readObject: async (container, name, { newest, signal } = {}) => {
      const path = objectPath(container, name);
      const headers = newestHeader(newest);
      const answer = await caller.bytes('object-store', { method: 'GET', path, headers, signal }, checkBytes);
      return { ...objectHead(answer.headers), bytes: answer.body };
    },
    headObject: async (container, name, { newest, signal } = {}) => {
      const path = objectPath(container, name);
      const headers = newestHeader(newest);
      return objectHead((await caller.request('object-store', { method: 'HEAD', path, headers, signal })).headers);
    },
    deleteObject: async (container, name, { signal } = {}) => {
      const path = objectPath(container, name);
      return { requestId: (await caller.request('object-store', { method: 'DELETE', path, signal })).requestId };
    },
  };
}

function newestHeader(newest = false): Record<string, string> {
  return newest ? { 'x-newest': 'true' } : {};
}

function putHeaders({
  etag,
  ifNoneMatch,
  contentType,
  metadata = {},
  headers,
}: PutObjectOptions): Record<string, string> {
  const own = Object.entries(metadata).map(([name, value]) => [`x-object-meta-${name}`, value]);
  return {
    'content-type': contentType ?? 'application/octet-stream',
    ...(etag === undefined ? {} : { etag }),
    ...(ifNoneMatch === undefined ? {} : { 'if-none-match': ifNoneMatch }),
    ...(Object.fromEntries(own) as Record<string, string>),
    ...headers,
  };
}
