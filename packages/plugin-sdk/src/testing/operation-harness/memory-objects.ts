import { createHash } from 'node:crypto';
import { KarborError } from '../../errors.js';
import type { KarborErrorCode } from '../../errors.js';
import { compareKeys } from '../../key-order.js';
import { objectKeyPattern } from '../../object-key.js';
import type { StoredObject } from '../../section.js';

const maximumNameLength = 512;
const maximumObjectSize = 16 * 2 ** 20;
const chunkSize = 2 ** 20;

interface Entry extends StoredObject {
  readonly bytes: Uint8Array;
}

/** The objects and streams of one resource, by whole names. */
export class MemoryObjects {
  #entries = new Map<string, Entry>();

  /** In UTF-8 byte order. */
  names(): string[] {
    return [...this.#entries.keys()].sort(compareKeys);
  }

  /** Gives what takes back all that happens from now on. */
  mark(): () => void {
    const entries = new Map(this.#entries);
    return () => (this.#entries = entries);
  }

  clear(): void {
    this.#entries.clear();
  }

  put(name: string, kind: StoredObject['kind'], bytes: Uint8Array): void {
    checkName(name);
    if (kind === 'object' && bytes.length > maximumObjectSize) {
      throw failure('KARBOR_OBJECT_TOO_LARGE', name, `has ${bytes.length} bytes, an object at most ${maximumObjectSize}: use writeStream`);
    }
    const copy = Uint8Array.from(bytes);
    this.#entries.set(name, { kind, bytes: copy, size: copy.length, sha256: hashOf(kind, copy) });
  }

  stat(name: string): StoredObject {
    const { kind, size, sha256 } = this.#find(name);
    return { kind, size, sha256 };
  }

  get(name: string, kind: StoredObject['kind']): Uint8Array {
    const entry = this.#find(name);
    if (entry.kind !== kind) throw failure('KARBOR_OBJECT_KIND', name, `is of the kind ${entry.kind}, not ${kind}`);
    if (hashOf(kind, entry.bytes) !== entry.sha256) throw failure('KARBOR_OBJECT_CORRUPT', name, 'is not what was stored');
    return Uint8Array.from(entry.bytes);
  }

  /** Reads and hashes everything. @throws KarborError `KARBOR_OBJECT_CORRUPT` */
  verify(): void {
    for (const [name, { kind }] of this.#entries) this.get(name, kind);
  }

  delete(name: string): void {
    checkName(name);
    this.#entries.delete(name);
  }

  /** Turns the bits of the first byte of what is stored, and leaves its hash. */
  damage(name: string): void {
    const entry = this.#find(name);
    if (entry.size === 0) throw failure('KARBOR_OBJECT_CORRUPT', name, 'has no byte that could be damaged');
    this.#entries.set(name, { ...entry, bytes: entry.bytes.map((byte, index) => (index === 0 ? byte ^ 0xff : byte)) });
  }

  #find(name: string): Entry {
    checkName(name);
    const entry = this.#entries.get(name);
    if (entry) return entry;
    throw failure('KARBOR_OBJECT_NOT_FOUND', name, 'was not stored');
  }
}

/** @throws KarborError `KARBOR_KEY_INVALID` */
export function checkName(name: string): void {
  if (objectKeyPattern.test(name) && Buffer.byteLength(name) <= maximumNameLength) return;
  throw failure(
    'KARBOR_KEY_INVALID',
    name,
    `is no name in a section: give 1 to ${maximumNameLength} bytes, segments between "/" that are not empty, "." or "..", and no control characters`,
  );
}

/** A stream's hash is over the hashes of its chunks, whatever pieces its source came in. */
function hashOf(kind: StoredObject['kind'], bytes: Uint8Array): string {
  const hash = createHash('sha256');
  if (kind === 'object') return hash.update(bytes).digest('hex');
  for (let start = 0; start < bytes.length; start += chunkSize) {
    hash.update(createHash('sha256').update(bytes.subarray(start, start + chunkSize)).digest());
  }
  return hash.digest('hex');
}

function failure(code: KarborErrorCode, name: string, problem: string): KarborError {
  return new KarborError(code, `"${name}" ${problem}.`, { details: { name } });
}
