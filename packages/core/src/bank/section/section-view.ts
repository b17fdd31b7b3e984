import { compareKeys } from '@karbor/plugin-sdk';
import type {
  DeleteSection,
  Json,
  ListOptions,
  OpenStream,
  ReadSection,
  ReadStreamOptions,
  StoredObject,
  WriteSection,
  WriteStreamOptions,
} from '@karbor/plugin-sdk';
import { checkLimit } from '../list-limit.js';
import { checkNameStart, checkObjectName } from './object-name.js';

/** What the sections of one attempt are views of, by whole names that were checked. */
export interface AttemptObjects {
  getObject(name: string): Promise<Uint8Array>;
  getJson(name: string): Promise<Json>;
  /** In UTF-8 byte order. */
  names(prefix: string): string[];
  stat(name: string): StoredObject;
  readStream(name: string, options: ReadStreamOptions): AsyncIterable<Uint8Array>;
  deleteObject(name: string): void;
  putObject(name: string, bytes: Uint8Array): Promise<void>;
  putJson(name: string, value: Json): Promise<void>;
  writeStream(name: string, open: OpenStream, options: WriteStreamOptions): Promise<StoredObject>;
}

/** A view of the names that start with `base`, which is empty or ends with a slash. */
export function readView(objects: AttemptObjects, base = ''): ReadSection {
  return {
    getObject: async (name) => objects.getObject(whole(base, name)),
    getJson: async (name) => objects.getJson(whole(base, name)),
    listObjects: (prefix, options) => listNames(objects, base, prefix, options),
    stat: async (name) => Promise.resolve(objects.stat(whole(base, name))),
    readStream: (name, options) => readNamed(objects, base, name, options),
    section: (prefix) => readView(objects, `${whole(base, prefix)}/`),
  };
}

export function deleteView(objects: AttemptObjects, base = ''): DeleteSection {
  return {
    ...readView(objects, base),
    deleteObject: async (name) => {
      objects.deleteObject(whole(base, name));
      return Promise.resolve();
    },
    section: (prefix) => deleteView(objects, `${whole(base, prefix)}/`),
  };
}

export function writeView(objects: AttemptObjects, base = ''): WriteSection {
  return {
    ...deleteView(objects, base),
    putObject: async (name, bytes) => objects.putObject(whole(base, name), bytes),
    putJson: async (name, value) => objects.putJson(whole(base, name), value),
    writeStream: async (name, open, options) => objects.writeStream(whole(base, name), open, options),
    section: (prefix) => writeView(objects, `${whole(base, prefix)}/`),
  };
}

/** The whole name is checked: with the base before it, none that passes is outside. */
function whole(base: string, name: string): string {
  checkObjectName(base + name);
  return base + name;
}

async function* readNamed(
  objects: AttemptObjects,
  base: string,
  name: string,
  options: ReadStreamOptions = {},
): AsyncIterable<Uint8Array> {
  yield* objects.readStream(whole(base, name), options);
}

// eslint-disable-next-line @typescript-eslint/require-await -- names are known; listings are asynchronous all the same
async function* listNames(
  objects: AttemptObjects,
  base: string,
  prefix = '',
  { marker, limit, reverse = false, signal }: ListOptions = {},
): AsyncIterable<string> {
  checkNameStart(base + prefix);
  if (marker !== undefined) checkNameStart(base + marker);
  checkLimit(limit);
  const names = objects.names(base + prefix).map((name) => name.slice(base.length));
  const wanted = reverse ? names.reverse() : names;
  const sign = reverse ? -1 : 1;
  const after = marker === undefined ? wanted : wanted.filter((name) => sign * compareKeys(name, marker) > 0);
  for (const name of after.slice(0, limit)) {
    signal?.throwIfAborted();
    yield name;
  }
}
