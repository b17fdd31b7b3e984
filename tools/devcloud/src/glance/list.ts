import type { Call } from '../http/call.js';
import { textOf } from '../http/text-of.js';
import { Problem } from '../http/problem.js';
import type { ScopedToken } from '../keystone/tokens.js';
import type { Cloud } from '../state/cloud.js';
import type { ImageRecord } from './records.js';
import { imageView } from './view.js';

const control = new Set([
  'limit',
  'marker',
  'sort',
  'sort_key',
  'sort_dir',
  'visibility',
  'member_status',
  'size_min',
  'size_max',
  'tag',
  'os_hidden',
  'owner',
]);

const listed = (image: ImageRecord, { projectId }: ScopedToken, query: URLSearchParams): boolean => {
  const visibility = query.get('visibility');
  if (visibility !== null && visibility !== 'all' && image.visibility !== visibility) return false;
  if (query.has('owner') && image.owner !== query.get('owner')) return false;
  if (image.owner === projectId || image.visibility === 'public') return true;
  if (image.visibility === 'community') return visibility === 'community' || visibility === 'all';
  const wanted = query.get('member_status') ?? 'accepted';
  const said = image.members[projectId];
  return image.visibility === 'shared' && said !== undefined && (wanted === 'all' || wanted === said);
};

const fits = (actual: unknown, wanted: string): boolean => {
  const text = textOf(actual);
  return wanted.startsWith('in:') ? wanted.slice(3).split(',').includes(text) : text === wanted;
};

const matches = (image: ImageRecord, query: URLSearchParams): boolean => {
  const view = imageView(image);
  const hidden = query.get('os_hidden') === 'true';
  return (
    image.hidden === hidden &&
    query.getAll('tag').every((tag) => image.tags.includes(tag)) &&
    (image.size ?? 0) >= Number(query.get('size_min') ?? 0) &&
    (image.size ?? 0) <= Number(query.get('size_max') ?? Infinity) &&
    [...query].every(([name, wanted]) => control.has(name) || fits(view[name], wanted))
  );
};

const compare = (one: unknown, other: unknown): number => {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  const [left, right] = [JSON.stringify(one ?? ''), JSON.stringify(other ?? '')];
  return left < right ? -1 : left > right ? 1 : 0;
};

/** Newest first unless asked otherwise, as Glance does. */
const sorted = (images: readonly ImageRecord[], query: URLSearchParams): ImageRecord[] => {
  const [key = 'created_at', direction = query.get('sort_dir') ?? 'desc'] = (
    query.get('sort') ??
    query.get('sort_key') ??
    'created_at'
  ).split(':');
  const sign = direction === 'asc' ? 1 : -1;
  const order = new Map(images.map((image, index) => [image, index]));
  const byOrder = (one: ImageRecord, other: ImageRecord): number => (order.get(one) ?? 0) - (order.get(other) ?? 0);
  return [...images].sort(
    (one, other) => sign * (compare(imageView(one)[key], imageView(other)[key]) || byOrder(one, other)),
  );
};

const limitOf = (query: URLSearchParams): number => {
  const given = query.get('limit');
  if (given === null) return 25;
  const limit = Number(given);
  if (!Number.isInteger(limit)) throw new Problem(400, 'limit param must be an integer');
  if (limit < 0) throw new Problem(400, 'limit param must be positive');
  return Math.min(limit, 1000);
};

const withMarker = (query: URLSearchParams, marker: string | undefined): string => {
  const changed = new URLSearchParams(query);
  changed.delete('marker');
  if (marker !== undefined) changed.set('marker', marker);
  const text = changed.toString();
  return text === '' ? '/v2/images' : `/v2/images?${text}`;
};

export const listImages = (cloud: Cloud, token: ScopedToken, call: Call): object => {
  const { query } = call;
  const all = sorted(
    cloud.tables.images.filter((image) => listed(image, token, query) && matches(image, query)),
    query,
  );
  const marker = query.get('marker');
  const position = marker === null ? -1 : all.findIndex(({ id }) => id === marker);
  if (marker !== null && position < 0) throw new Problem(400, `Image ${marker} could not be found.`);
  const limit = limitOf(query);
  const page = all.slice(position + 1, position + 1 + limit);
  const more = limit > 0 && all.length > position + 1 + limit;
  return {
    images: page.map(imageView),
    first: withMarker(query, undefined),
    ...(more && { next: withMarker(query, page.at(-1)?.id) }),
    schema: '/v2/schemas/images',
  };
};
