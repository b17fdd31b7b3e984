import { answer, startFront } from './front.fixture.js';
import type { Front } from './front.fixture.js';

const listing = /^\/object-store\/v1\/[^/]+\/[^/?]+\?/;

/**
 * Stands before a Swift and lists no better than a real one does: at most `pageSize` names at once, whatever it is asked
 * for, and not where the character after the prefix's last one is none.
 */
export function startStrictListings(target: string, pageSize: number): Promise<Front> {
  return startFront(target, async ({ method, path }, forward) => {
    if (method !== 'GET' || !listing.test(path)) return await forward();
    const { pathname, searchParams } = new URL(path, target);
    if (/[\ud7ff\u{10ffff}]$/u.test(searchParams.get('prefix') ?? '')) return answer(503);
    searchParams.set('limit', String(Math.min(pageSize, Number(searchParams.get('limit') ?? pageSize))));
    return await forward({ path: `${pathname}?${searchParams.toString()}` });
  });
}
