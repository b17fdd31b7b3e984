import { KarborError } from '../../errors.js';
import type { Progress } from '../../hook-result.js';
import type { Json } from '../../json.js';
import { compareKeys } from '../../key-order.js';
import type {
  DeleteSection,
  ListOptions,
  OpenStream,
  ReadSection,
  ReadStreamOptions,
  StoredObject,
  WriteSection,
  WriteStreamOptions,
} from '../../section.js';
import { checkName } from './memory-objects.js';
import type { MemoryObjects } from './memory-objects.js';
import { throughJson } from './plain-json.js';

/** What a section is a view of. */
export interface SectionSource {
  readonly objects: MemoryObjects;
  /** Throws when the hook that has the section may not use it any more. */
  readonly mayAct: () => void;
  readonly tell: (progress: Progress) => void;
}

const pieceSize = 64 * 2 ** 10;

export function readSection(source: SectionSource, base = ''): ReadSection {
  const { objects } = source;
  return {
    getObject: (name) => act(source, () => objects.get(base + name, 'object')),
    getJson: (name) => act(source, () => parseJson(name, objects.get(base + name, 'object'))),
    stat: (name) => act(source, () => objects.stat(base + name)),
    listObjects: (prefix, options) => listNames(source, base, prefix, options),
    readStream: (name, options) => readPieces(source, base + name, options),
    section: (prefix) => readSection(source, below(base, prefix)),
  };
}

export function deleteSection(source: SectionSource, base = ''): DeleteSection {
  return {
    ...readSection(source, base),
    deleteObject: (name) => act(source, () => source.objects.delete(base + name)),
    section: (prefix) => deleteSection(source, below(base, prefix)),
  };
}

export function writeSection(source: SectionSource, base = ''): WriteSection {
  const { objects } = source;
  return {
    ...deleteSection(source, base),
    putObject: (name, bytes) => act(source, () => objects.put(base + name, 'object', bytes)),
    putJson: (name, value) =>
      act(source, () => objects.put(base + name, 'object', Buffer.from(JSON.stringify(throughJson(value, `"${name}"`))))),
    writeStream: (name, open, options) => storeStream(source, base + name, open, options),
    section: (prefix) => writeSection(source, below(base, prefix)),
  };
}

function below(base: string, prefix: string): string {
  checkName(base + prefix);
  return `${base}${prefix}/`;
}

async function act<T>({ mayAct }: SectionSource, work: () => T): Promise<T> {
  mayAct();
  return Promise.resolve(work());
}

function parseJson(name: string, bytes: Uint8Array): Json {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Json;
  } catch (cause) {
    throw new KarborError('KARBOR_OBJECT_CORRUPT', `"${name}" is no JSON.`, { cause });
  }
}

async function storeStream(
  source: SectionSource,
  name: string,
  open: OpenStream,
  { total, signal }: WriteStreamOptions,
): Promise<StoredObject> {
  source.mayAct();
  const pieces: Uint8Array[] = [];
  let done = 0;
  for await (const piece of await open({ offset: 0, stored: nothing })) {
    signal?.throwIfAborted();
    source.mayAct();
    pieces.push(Uint8Array.from(piece));
    done += piece.length;
    source.tell({ done, ...(total !== undefined && { total }), message: name });
  }
  source.objects.put(name, 'stream', Buffer.concat(pieces));
  return source.objects.stat(name);
}

/** Nothing is kept of an earlier try. */
async function* nothing(): AsyncGenerator<Uint8Array> {}

async function* readPieces(
  source: SectionSource,
  name: string,
  { offset = 0, signal }: ReadStreamOptions = {},
): AsyncIterable<Uint8Array> {
  source.mayAct();
  const bytes = source.objects.get(name, 'stream');
  if (!Number.isSafeInteger(offset) || offset < 0 || offset > bytes.length) {
    throw new KarborError('KARBOR_OFFSET_INVALID', `"${name}" has ${bytes.length} bytes: it cannot be read from ${offset} on.`);
  }
  for (let done = offset; done < bytes.length; ) {
    signal?.throwIfAborted();
    source.mayAct();
    const piece = await Promise.resolve(bytes.slice(done, done + pieceSize));
    yield piece;
    done += piece.length;
    source.tell({ done, total: bytes.length, message: name });
  }
}

async function* listNames(
  source: SectionSource,
  base: string,
  prefix = '',
  { marker, limit, reverse = false, signal }: ListOptions = {},
): AsyncIterable<string> {
  source.mayAct();
  const sign = reverse ? -1 : 1;
  const names = source.objects
    .names()
    .filter((name) => name.startsWith(base + prefix))
    .map((name) => name.slice(base.length))
    .filter((name) => marker === undefined || sign * compareKeys(name, marker) > 0);
  for (const name of (reverse ? names.reverse() : names).slice(0, limit)) {
    signal?.throwIfAborted();
    yield await Promise.resolve(name);
  }
}
