import type { Answer } from '../http/call.js';
import { pageOf, sortedBy } from '../http/page.js';
import { textOf } from '../http/text-of.js';
import { isAdmin } from '../keystone/tokens.js';
import type { Cloud } from '../state/cloud.js';
import type { CinderCall } from './cinder-call.js';
import { Problem } from '../http/problem.js';

interface Listed {
  readonly id: string;
  readonly projectId: string;
}

export interface Collection<T extends Listed> {
  /** `volumes`, `snapshots`, `backups`. */
  readonly name: string;
  readonly path: string;
  /** The filters that there are; any, where it is not told. Another one is refused from 3.31 on, and ignored before. */
  readonly filters?: readonly string[];
  readonly all: () => readonly T[];
  /** What a filter or a sort key of this name compares with. */
  readonly valueOf: (item: T, key: string) => unknown;
  readonly view: (item: T) => object;
}

const control = new Set([
  'limit',
  'marker',
  'offset',
  'sort',
  'sort_key',
  'sort_dir',
  'all_tenants',
  'with_count',
  'project_id',
]);

const filtersOf = <T extends Listed>(call: CinderCall, { filters }: Collection<T>): [string, string][] => {
  const given = [...call.query].filter(([key]) => !control.has(key));
  if (filters === undefined || isAdmin(call.token)) return given;
  const unknown = given.map(([key]) => key).filter((key) => !filters.includes(key.replace(/~$/, '')));
  if (unknown.length > 0 && call.minor >= 31)
    throw new Problem(400, `Invalid filters ${unknown.join(', ')} are found in query options.`);
  return given.filter(([key]) => !unknown.includes(key));
};

const hasMetadata = (actual: unknown, wanted: string): boolean => {
  try {
    const pairs = JSON.parse(wanted.replaceAll("'", '"')) as Record<string, unknown>;
    return Object.entries(pairs).every(([key, value]) => (actual as Record<string, unknown>)[key] === value);
  } catch {
    return false;
  }
};

const fits = (actual: unknown, wanted: string): boolean => {
  if (actual !== null && typeof actual === 'object') return hasMetadata(actual, wanted);
  return textOf(actual).toLowerCase() === wanted.toLowerCase();
};

/** A list as Cinder gives it: own project only, filtered by any field, newest first, in pages with `<name>_links`. */
export const listCollection = <T extends Listed>(cloud: Cloud, call: CinderCall, collection: Collection<T>): Answer => {
  const everyone = isAdmin(call.token) && /^(1|true|yes)$/i.test(call.query.get('all_tenants') ?? '');
  const owner = everyone ? (call.query.get('project_id') ?? undefined) : call.token.projectId;
  const filters = filtersOf(call, collection);
  const found = collection
    .all()
    .filter((item) => owner === undefined || item.projectId === owner)
    .filter((item) =>
      filters.every(([key, wanted]) => {
        if (!key.endsWith('~')) return fits(collection.valueOf(item, key), wanted);
        return textOf(collection.valueOf(item, key.slice(0, -1))).includes(wanted);
      }),
    );
  const page = pageOf(sortedBy(found, call.query, collection.valueOf), call.query, 404);
  const href = `${cloud.url}/volume/v3/${call.token.projectId}/${collection.path}?${page.next ?? ''}`;
  return {
    status: 200,
    body: {
      [collection.name]: page.items.map(collection.view),
      ...(page.next !== undefined && { [`${collection.name}_links`]: [{ rel: 'next', href }] }),
    },
  };
};
