import { createHash } from 'node:crypto';

/** In characters: what would be longer is cut and hashed. */
const maximumLength = 120;
const readableLength = maximumLength - 65;

/**
 * One key segment for any text, such as `type#id`: readable where possible, hashed when long. Two texts never have
 * the same segment, also on a store that ignores case.
 */
export function keySegment(text: string): string {
  if (text === '') return '=';
  const segment = text.replace(/[^a-z0-9_.-]|^\./g, escape);
  if (segment.length <= maximumLength) return segment;
  return `${segment.slice(0, readableLength)}~${createHash('sha256').update(segment).digest('hex')}`;
}

/** `OS::X#1` becomes `+o+s,,+x@1`; everything else is written by its code, so that no two texts meet. */
function escape(character: string): string {
  if (character === ':') return ',';
  if (character === '#') return '@';
  if (/[A-Z]/.test(character)) return `+${character.toLowerCase()}`;
  const code = character.charCodeAt(0).toString(16);
  return code.length <= 2 ? `=${code.padStart(2, '0')}` : `=u${code.padStart(4, '0')}`;
}
