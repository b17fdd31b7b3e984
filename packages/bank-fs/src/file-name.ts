/** What an entry of a directory stands for, by the end of its name. */
export type EntryKind = 'object' | 'directory' | 'continuation';

/** A decoded name of an entry. */
export interface EntryName {
  readonly kind: EntryKind;
  readonly text: string;
}

const endings: Readonly<Record<EntryKind, string>> = { object: ',o', directory: ',d', continuation: ',c' };
const kinds = new Map(Object.entries(endings).map(([kind, ending]) => [ending, kind as EntryKind]));

/** In characters: a longer text is continued in a directory. With the ending no name is over 143, eCryptfs's limit. */
const continuedFrom = 128;

/** A text as a part of a file name: only `a-z`, `0-9`, `-`, `_` and `%`, so that no file system takes two for one. */
function encode(text: string): string {
  return text.replaceAll(/[^a-z0-9_-]/gu, (character) => Buffer.from(character).toString('hex').replaceAll(/../g, '%$&'));
}

function decode(encoded: string): string | undefined {
  if (!encoded.includes('%')) return encoded;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}

/** The file name of an entry. */
export function encodeName({ kind, text }: EntryName): string {
  return encode(text) + endings[kind];
}

/**
 * Cuts the start of a text into pieces of a length that depends on the piece alone: texts that start alike are
 * cut alike, and what is left is always shorter than a piece.
 */
export function splitLongText(text: string): { readonly continuations: readonly string[]; readonly rest: string } {
  const continuations: string[] = [];
  let piece = '';
  let length = 0;
  for (const character of text) {
    piece += character;
    length += encode(character).length;
    if (length < continuedFrom) continue;
    continuations.push(piece);
    piece = '';
    length = 0;
  }
  return { continuations, rest: piece };
}

/** What a name stands for; `undefined` when it is none that `encodeName` gives. */
export function decodeName(name: string): EntryName | undefined {
  const kind = kinds.get(name.slice(-2));
  const encoded = name.slice(0, -2);
  const text = decode(encoded);
  return kind !== undefined && text !== undefined && encode(text) === encoded ? { kind, text } : undefined;
}
