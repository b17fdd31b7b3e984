/** What an entry of a directory stands for. */
export type EntryKind = 'object' | 'directory' | 'continuation';

/** What the name of an entry says. */
export interface EntryName {
  readonly kind: EntryKind;
  readonly text: string;
}

const starts: Readonly<Record<EntryKind, string>> = { object: 'o-', directory: 'd-', continuation: 'c-' };
const kinds = new Map(Object.entries(starts).map(([kind, start]) => [start, kind as EntryKind]));

/** A text that is longer, encoded, is continued in a directory: so no name is over 143 bytes, the least that is met. */
const continuedFrom = 128;

/** What stands for itself. Upper case does not: a file system may ignore case; nor a dot at the end: it may be dropped. */
const encoded = /[^a-z0-9_.+=,@~-]|\.$/gu;

function encode(text: string): string {
  return text.replaceAll(encoded, (character) => Buffer.from(character).toString('hex').replaceAll(/../g, '%$&'));
}

function decode(name: string): string | undefined {
  if (!name.includes('%')) return name;
  try {
    return decodeURIComponent(name);
  } catch {
    return undefined;
  }
}

/** The file name of an entry. */
export function encodeName({ kind, text }: EntryName): string {
  return starts[kind] + encode(text);
}

/** What a name stands for; `undefined` when `encodeName` gives no such name. */
export function decodeName(name: string): EntryName | undefined {
  const kind = kinds.get(name.slice(0, 2));
  const text = decode(name.slice(2));
  if (kind === undefined || text === undefined) return undefined;
  return encodeName({ kind, text }) === name ? { kind, text } : undefined;
}

/**
 * Cuts pieces off the start of a long text. Where one ends follows from the piece alone, so that texts that start alike
 * are cut alike. What is left is shorter than a piece, perhaps empty.
 */
export function cutPieces(text: string): { readonly pieces: readonly string[]; readonly rest: string } {
  const pieces: string[] = [];
  let piece = '';
  let length = 0;
  for (const character of text) {
    piece += character;
    length += encode(character).length;
    if (length < continuedFrom) continue;
    pieces.push(piece);
    piece = '';
    length = 0;
  }
  return { pieces, rest: piece };
}
