import { isRecord } from '../http/json.js';

/**
 * The query of the next page that an answer names, with its `?`, or `undefined` on the last page. Known are the links in
 * `KEY_links` (Nova, Cinder, Neutron), in `links` (Keystone, Nova's action log) and `next` (Glance). Only the query is
 * taken: the address may be one from behind a proxy.
 */
export function nextPageQuery(body: unknown, key: string): string | undefined {
  if (!isRecord(body)) return undefined;
  const address = relNext(body[`${key}_links`]) ?? relNext(body['links']) ?? relNext(body);
  if (address === undefined) return undefined;
  const start = address.indexOf('?');
  return start < 0 ? undefined : address.slice(start);
}

function relNext(links: unknown): string | undefined {
  if (isRecord(links)) return typeof links['next'] === 'string' ? links['next'] : undefined;
  if (!Array.isArray(links)) return undefined;
  const next = (links as unknown[]).find((link) => isRecord(link) && link['rel'] === 'next');
  return isRecord(next) && typeof next['href'] === 'string' ? next['href'] : undefined;
}
