import type { Answer } from '../http/call.js';
import { pageOf, sortedBy } from '../http/page.js';
import { textOf } from '../http/text-of.js';
import { isAdmin } from '../keystone/tokens.js';
import type { Cloud } from '../state/cloud.js';
import type { CinderCall } from './cinder-call.js';

interface Listed {
  readonly id: string;
  readonly projectId: string;
}

export interface Collection<T extends Listed> {
  /** `volumes`, `snapshots`, `backups`. */
  readonly name: string;
  readonly path: string;
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
  const found = collection
    .all()
    .filter((item) => owner === undefined || item.projectId === owner)
    .filter((item) =>
      [...call.query].every(([key, wanted]) => {
        if (control.has(key)) return true;
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
