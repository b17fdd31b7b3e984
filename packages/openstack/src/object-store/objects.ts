import { byteRange } from '../http/byte-range.js';
import type { ServiceCaller } from '../session/service-client.js';
import { objectHead, unquoted } from './head.js';
import { objectPath } from './object-path.js';
import type { ObjectStoreClient, PutObjectOptions } from './object-store-client.js';

export function createObjects(
  caller: ServiceCaller
): Pick<ObjectStoreClient, 'putObject' | 'getObject' | 'deleteObject'> {
  return {
    putObject: async (container, name, data, options = {}) => {
      const { requestId, headers } = await caller.request('object-store', {
        method: 'PUT',
        path: objectPath(container, name),
        headers: putHeaders(options),
        body: data,
        size: options.size,
        signal: options.signal,
      });
      return { requestId, etag: unquoted(headers['etag']) };
    },
    getObject: async (container, name, { offset = 0, length, signal } = {}) => {
      const whole = offset === 0 && length === undefined;
      const range = `bytes=${offset}-${length === undefined ? '' : offset + length - 1}`;
      const answer = await caller.stream('object-store', {
        method: 'GET',
        path: objectPath(container, name),
        ...(whole ? {} : { headers: { range } }),
        signal,
      });
      const head = objectHead(answer.headers);
      if (whole || answer.status === 206) return { ...head, body: answer.body };
      return { ...head, size: undefined, body: byteRange(answer.body, offset, length) };
    },
    deleteObject: async (container, name, { signal } = {}) => {
      const path = objectPath(container, name);
      return { requestId: (await caller.request('object-store', { method: 'DELETE', path, signal })).requestId };
    },
  };
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
