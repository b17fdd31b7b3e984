import type { Answer, AnswerHeaders, Call } from '../http/call.js';
import { header } from '../http/call.js';
import { Problem } from '../http/problem.js';

const maximum = 10_000;

export interface ListingQuery {
  readonly prefix: string;
  readonly delimiter: string;
  readonly marker: string;
  readonly endMarker: string;
  readonly limit: number;
  readonly reverse: boolean;
}

export const listingQueryOf = ({ query }: Call): ListingQuery => {
  const limit = Number(query.get('limit') ?? maximum);
  if (!Number.isInteger(limit) || limit > maximum || limit < 0) throw new Problem(412, `Maximum limit is ${maximum}`);
  return {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    marker: query.get('marker') ?? '',
    endMarker: query.get('end_marker') ?? '',
    limit,
    reverse: /^(true|1|yes|on|t|y)$/i.test(query.get('reverse') ?? ''),
  };
};

const compare = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other));

export type Entry<T> = { readonly item: T } | { readonly subdir: string };

const isWithin = (name: string, { prefix, marker, endMarker, reverse }: ListingQuery): boolean => {
  const [lower, upper] = reverse ? [endMarker, marker] : [marker, endMarker];
  return (
    name.startsWith(prefix) && (lower === '' || compare(name, lower) > 0) && (upper === '' || compare(name, upper) < 0)
  );
};

const subdirOf = (name: string, { prefix, delimiter }: ListingQuery): string | undefined => {
  if (delimiter === '') return undefined;
  const end = name.indexOf(delimiter, prefix.length);
  return end < 0 ? undefined : name.slice(0, end + delimiter.length);
};

/** One page of names in the order of their UTF-8 bytes, with what shares a delimiter rolled up. */
export const pageOfNames = <T extends { readonly name: string }>(
  items: readonly T[],
  query: ListingQuery,
): Entry<T>[] => {
  const sign = query.reverse ? -1 : 1;
  const sorted = items
    .filter(({ name }) => isWithin(name, query))
    .sort((one, other) => sign * compare(one.name, other.name));
  const page: Entry<T>[] = [];
  let last: string | undefined;
  for (const item of sorted) {
    if (page.length >= query.limit) break;
    const subdir = subdirOf(item.name, query);
    if (subdir === undefined) page.push({ item });
    else if (subdir !== last && subdir !== query.marker) page.push({ subdir });
    last = subdir;
  }
  return page;
};

const wantsJson = (call: Call): boolean => {
  const format = call.query.get('format');
  return format === null ? (header(call, 'accept') ?? '').includes('application/json') : format === 'json';
};

/** The page as JSON when asked for, else as lines. */
export const listingAnswer = <T extends { readonly name: string }>(
  call: Call,
  page: readonly Entry<T>[],
  view: (item: T) => object,
  headers: AnswerHeaders,
): Answer => {
  if (wantsJson(call)) {
    const body = page.map((entry) => ('subdir' in entry ? entry : view(entry.item)));
    return { status: 200, headers: { ...headers, 'Content-Type': 'application/json; charset=utf-8' }, body };
  }
  const lines = page.map((entry) => `${'subdir' in entry ? entry.subdir : entry.item.name}\n`);
  const status = lines.length === 0 ? 204 : 200;
  return {
    status,
    headers: { ...headers, 'Content-Type': 'text/plain; charset=utf-8', Vary: 'Accept' },
    body: lines.join(''),
  };
};
