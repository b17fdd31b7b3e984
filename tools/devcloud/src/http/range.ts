import { Problem } from './problem.js';

export interface ByteRange {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** The one range that a `Range` header asks for; undefined when there is none to honour; a Problem 416 when it lies outside. */
export const rangeOf = (header: string | undefined, size: number): ByteRange | undefined => {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  if (start >= size || end <= start)
    throw new Problem(416, 'The Range requested is not available.', {
      headers: { 'Content-Range': `bytes */${size}` },
    });
  return { start, end };
};
