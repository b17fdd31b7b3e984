import { encodeName, cutPieces } from './file-name.js';

/** Names of nested directories and perhaps a file, from the outermost. */
export type RelativePath = readonly string[];

/** Where a directory is, and the text that every key in it starts with. */
export interface DirectoryOfKeys {
  readonly path: RelativePath;
  readonly base: string;
}

/** Where the object of a key is. */
export function keyPath(key: string): RelativePath {
  const segments = key.split('/');
  const last = segments.pop() ?? '';
  return [...segments.flatMap((segment) => segmentPath('directory', segment)), ...segmentPath('object', last)];
}

/** The innermost directory that holds every key with this prefix. */
export function directoryOfPrefix(prefix: string): DirectoryOfKeys {
  const segments = prefix.split('/');
  const { pieces } = cutPieces(segments.pop() ?? '');
  return {
    path: [...segments.flatMap((segment) => segmentPath('directory', segment)), ...piecesPath(pieces)],
    base: segments.map((segment) => `${segment}/`).join('') + pieces.join(''),
  };
}

function segmentPath(kind: 'directory' | 'object', segment: string): RelativePath {
  const { pieces, rest } = cutPieces(segment);
  return [...piecesPath(pieces), encodeName({ kind, text: rest })];
}

function piecesPath(pieces: readonly string[]): RelativePath {
  return pieces.map((text) => encodeName({ kind: 'continuation', text }));
}
