import { isOpenStackError } from '@karbor/openstack';
import { compareKeys } from '@karbor/plugin-sdk';
import type { ListOptions } from '@karbor/plugin-sdk';
import type { Container } from './container.js';

/** Up to this many keys Swift itself is told when to stop; no Swift refuses to give so many at once. */
const smallPage = 1000;

/** The keys of a container, page by page; none where there is no container. */
export async function* listKeys(
  { swift, name }: Container,
  prefix: string,
  { marker, limit = Infinity, reverse = false, signal }: ListOptions = {},
): AsyncGenerator<string, void, undefined> {
  signal?.throwIfAborted();
  if (limit <= 0 || (reverse && marker === '')) return;
  const range = listableRange(prefix, marker, reverse);
  const wanted = range.prefix === prefix && limit <= smallPage ? limit : undefined;
  let given = 0;
  try {
    for await (const entry of swift.listObjects(name, { ...range, reverse, limit: wanted, signal })) {
      signal?.throwIfAborted();
      if (!('name' in entry)) continue;
      if (entry.name.startsWith(prefix)) {
        yield entry.name;
        given += 1;
        if (given >= limit) return;
      } else if (isBeyond(entry.name, prefix, reverse)) return;
    }
  } catch (error) {
    if (!isOpenStackError(error, 'OPENSTACK_NOT_FOUND')) throw error;
  }
}

interface Range {
  readonly prefix: string;
  readonly marker: string | undefined;
}

/**
 * What to ask Swift for. It fails (503) on a prefix that ends in the last character before a gap of Unicode, since it
 * looks for the next one; there a shorter prefix, begun as late as possible, gives all that is wanted and little more.
 */
function listableRange(prefix: string, marker: string | undefined, reverse: boolean): Range {
  const [gap] = /[\ud7ff\u{10ffff}]+$/u.exec(prefix) ?? [];
  if (gap === undefined) return { prefix, marker };
  const shorter = prefix.slice(0, -gap.length);
  const before = shorter + (gap.startsWith('\ud7ff') ? '\ud7fe' : '\u{10fffe}');
  const isLater = marker !== undefined && compareKeys(marker, before) > 0;
  return { prefix: shorter, marker: reverse || isLater ? marker : before };
}

function isBeyond(key: string, prefix: string, reverse: boolean): boolean {
  const order = compareKeys(key, prefix);
  return reverse ? order < 0 : order > 0;
}
