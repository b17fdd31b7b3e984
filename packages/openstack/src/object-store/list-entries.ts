import type { ServiceCaller } from '../session/service-client.js';
import type { ObjectListOptions } from './object-store-client.js';

/** What Swift gives at once at most; it refuses to be asked for more. */
const largestPage = 10_000;

/** Reads a Swift list page by page: each page begins after the last name of the one before. */
export async function* listEntries<T extends { readonly name: string } | { readonly subdir: string }>(
  caller: ServiceCaller,
  place: () => string,
  options: ObjectListOptions = {},
  delimiter?: string
): AsyncGenerator<T, void, undefined> {
  const { prefix, endMarker, limit = Infinity, reverse, pageSize, signal } = options;
  let marker = options.marker;
  let left = limit;
  while (left > 0) {
    const unlimited = pageSize === undefined && left === Infinity;
    const answer = await caller.request<readonly T[] | undefined>('object-store', {
      method: 'GET',
      path: place(),
      query: {
        format: 'json',
        prefix,
        marker,
        end_marker: endMarker,
        delimiter,
        reverse,
        limit: unlimited ? undefined : Math.min(left, pageSize ?? largestPage),
      },
      signal,
    });
    const page = answer.body ?? [];
    yield* page;
    left -= page.length;
    const last = page.at(-1);
    if (last === undefined) return;
    marker = 'name' in last ? last.name : last.subdir;
  }
}
