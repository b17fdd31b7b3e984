import type { AccountHead, ContainerHead, ObjectHead } from './stored-object.js';

type Headers = Readonly<Record<string, string>>;

export function accountHead(headers: Headers): AccountHead {
  return {
    containerCount: count(headers['x-account-container-count']),
    objectCount: count(headers['x-account-object-count']),
    bytesUsed: count(headers['x-account-bytes-used']),
    headers,
  };
}

export function containerHead(headers: Headers): ContainerHead {
  return {
    objectCount: count(headers['x-container-object-count']),
    bytesUsed: count(headers['x-container-bytes-used']),
    metadata: metadataOf(headers, 'x-container-meta-'),
    headers,
  };
}

export function objectHead(headers: Headers): ObjectHead {
  const length = headers['content-length'];
  return {
    size: length === undefined ? undefined : Number(length),
    etag: unquoted(headers['etag']),
    contentType: headers['content-type'],
    lastModified: headers['last-modified'],
    metadata: metadataOf(headers, 'x-object-meta-'),
    headers,
  };
}

/** Large objects have quotes around theirs. */
export function unquoted(etag: string | undefined): string | undefined {
  return etag?.replace(/^"(.*)"$/, '$1');
}

function count(header: string | undefined): number {
  return Number(header ?? 0);
}

function metadataOf(headers: Headers, prefix: string): Record<string, string> {
  const own = Object.entries(headers).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, value]) => [name.slice(prefix.length), value]));
}
