import { closestMatch } from 'leven';

/** A sentence, with a space before it, when one of `known` is nearly (not quite) what was written; else nothing. */
export function didYouMean(written: string, known: Iterable<string>): string {
  const candidates = [...known];
  if (candidates.includes(written)) return '';
  const match =
    candidates.find((name) => name.toLowerCase() === written.toLowerCase()) ??
    closestMatch(written, candidates, { maxDistance: Math.floor(written.length / 3) });
  return match === undefined ? '' : ` Did you mean "${match}"?`;
}
