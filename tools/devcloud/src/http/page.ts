import { Problem } from './problem.js';
import { textOf } from './text-of.js';

export interface Page<T> {
  readonly items: readonly T[];
  /** The query of the next page, when there is more. */
  readonly next?: string;
}

const number = (query: URLSearchParams, name: string): number | undefined => {
  const text = query.get(name);
  if (text === null) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value)) throw new Problem(400, `${name} param must be an integer`);
  if (value < 0) throw new Problem(400, `${name} param must be positive`);
  return value;
};

/** One page by `limit`, `marker` and `offset`. A marker that is not in the list is a Problem with `markerStatus`. */
export const pageOf = <T extends { readonly id: string }>(
  all: readonly T[],
  query: URLSearchParams,
  markerStatus: 400 | 404 = 400,
): Page<T> => {
  const marker = query.get('marker');
  const position = marker === null ? -1 : all.findIndex(({ id }) => id === marker);
  if (marker !== null && position < 0) throw new Problem(markerStatus, `marker [${marker}] not found`);
  const start = position + 1 + (number(query, 'offset') ?? 0);
  const limit = Math.min(number(query, 'limit') ?? 1000, 1000);
  const items = all.slice(start, start + limit);
  const last = items.at(-1);
  if (last === undefined || all.length <= start + limit) return { items };
  const next = new URLSearchParams(query);
  next.delete('offset');
  next.set('marker', last.id);
  return { items, next: next.toString() };
};

/** By `sort=key:direction,…` or `sort_key` and `sort_dir`; newest first without them. `all` is in order of creation. */
export const sortedBy = <T>(
  all: readonly T[],
  query: URLSearchParams,
  valueOf: (item: T, key: string) => unknown,
): T[] => {
  const keys = (query.get('sort') ?? query.get('sort_key') ?? '').split(',').filter((key) => key !== '');
  const newest = [...all].reverse();
  const order = keys.map((entry) => {
    const [key = '', direction = query.get('sort_dir') ?? 'desc'] = entry.split(':');
    return { key, sign: direction === 'asc' ? 1 : -1 };
  });
  if (order[0]?.key === 'created_at' && order[0].sign === 1) return [...all];
  return newest.sort((one, other) => {
    for (const { key, sign } of order) {
      const [left, right] = [textOf(valueOf(one, key)), textOf(valueOf(other, key))];
      if (left !== right) return left < right ? -sign : sign;
    }
    return 0;
  });
};
