import { resourceKey } from '@karbor/plugin-sdk';
import type {
  Json,
  KarborError,
  KarborErrorCode,
  OpenStream,
  ReadStreamOptions,
  ResourceKey,
  StoredObject,
  WriteStreamOptions,
} from '@karbor/plugin-sdk';
import { toJson } from '../../json.js';
import { canonicalJson } from '../canonical-json.js';
import { deleteKeysIfPossible } from '../delete-keys.js';
import { maximumObjectSize } from '../guarded-section.js';
import { sha256 } from '../record.js';
import { hookEnded, objectError } from './object-errors.js';
import { ownKeys, storedKeys } from './object-record.js';
import type { NamedObjectRecord, ObjectRecord, ObjectsDelta } from './object-record.js';
import { RecordReader } from './record-reader.js';
import type { SectionOptions, WriteSectionOptions } from './section-attempt.js';
import { SectionOverlay } from './section-overlay.js';
import type { AttemptObjects } from './section-view.js';
import { storeStream } from './store-stream.js';

/** So many names a resource may have: what they amount to must fit an entry of the manifest. */
const maximumNames = 10_000;

/** What one attempt of a hook does with its resource's objects. */
export class Attempt implements AttemptObjects {
  readonly #options: SectionOptions & Pick<WriteSectionOptions, 'earlier' | 'onChunks'>;
  readonly #resource: ResourceKey;
  /** Where what it puts goes. */
  readonly #prefix: string;
  readonly #overlay: SectionOverlay;
  readonly #reader: RecordReader;
  /** Keys of what it stored and does not need any more. */
  readonly #garbage: Iterable<string>[] = [];
  /** Streams of which nothing is used again. */
  readonly #begunAnew = new Set<string>();
  readonly #ended = new AbortController();
  #stored = 0;
  #refusal: Error | undefined;
  /** What takes back what it committed. */
  #inverse: ObjectsDelta | undefined;
  /** What it committed stays. */
  #isKept = false;

  constructor(options: SectionOptions & Pick<WriteSectionOptions, 'earlier' | 'onChunks'>, prefix = '') {
    this.#options = options;
    this.#resource = resourceKey(options.resource);
    this.#prefix = prefix;
    this.#overlay = new SectionOverlay(options.objects);
    this.#reader = new RecordReader(options.bank, this.#resource);
  }

  async getObject(name: string): Promise<Uint8Array> {
    const bytes = await this.#reader.bytes(this.#find(name));
    this.#mayAct();
    return bytes;
  }

  async getJson(name: string): Promise<Json> {
    const value = await this.#reader.json(this.#find(name));
    this.#mayAct();
    return value;
  }

  names(prefix: string): string[] {
    this.#mayAct();
    return this.#overlay.names(prefix);
  }

  stat(name: string): StoredObject {
    const { kind, size, sha256 } = this.#find(name);
    return { kind, size, sha256 };
  }

  async *readStream(name: string, { offset = 0, signal }: ReadStreamOptions): AsyncIterable<Uint8Array> {
    const record = this.#find(name);
    let done = offset;
    for await (const bytes of this.#reader.stream(record, offset, this.#signalWith(signal))) {
      this.#mayAct();
      done += bytes.length;
      this.#options.onProgress?.(done, record.size, name);
      yield bytes;
    }
  }

  deleteObject(name: string): void {
    this.#mayAct();
    const own = this.#overlay.remove(name);
    // Who removes it has found it no good, also what an earlier try had stored of it.
    this.#begunAnew.add(name);
    if (own) this.#garbage.push(storedKeys(own));
  }

  async putObject(name: string, bytes: Uint8Array): Promise<void> {
    const key = this.#nextKey(name);
    if (!isBytes(bytes)) throw this.#error('KARBOR_BYTES_INVALID', name, `is ${typeof bytes}: give a Uint8Array`);
    if (bytes.length > maximumObjectSize) {
      const problem = `has ${bytes.length} bytes, and an object at most ${maximumObjectSize}: store it with writeStream`;
      throw this.#error('KARBOR_OBJECT_TOO_LARGE', name, problem);
    }
    const record = { kind: 'object', key, size: bytes.length, sha256: sha256(bytes) } as const;
    try {
      await this.#options.bank.putObject(key, bytes);
    } catch (error) {
      await this.#waste([key]);
      throw this.#refusal ?? error;
    }
    await this.#keep(name, record);
  }

  async putJson(name: string, value: Json): Promise<void> {
    const json = toJson(value, `"${name}" of ${this.#resource}`) ?? null;
    await this.putObject(name, Buffer.from(canonicalJson(json)));
  }

  async writeStream(
    name: string,
    open: OpenStream,
    { identity, total, signal }: WriteStreamOptions,
  ): Promise<StoredObject> {
    const prefix = this.#nextKey(name);
    const { bank, onProgress, earlier, onChunks } = this.#options;
    let done = 0;
    const onStored = (bytes: number) => {
      done += bytes;
      onProgress?.(done, total, name);
    };
    const stop = this.#signalWith(signal);
    const result = await storeStream(open, {
      ...{ bank, resource: this.#resource, prefix, name, identity, onStored, signal: stop },
      earlier: this.#begunAnew.has(name) ? undefined : earlier?.(name),
      onChunks: (chunks) => {
        this.#mayAct();
        onChunks?.(name, chunks);
      },
    });
    if ('error' in result) {
      await this.#waste(result.leftovers);
      throw this.#refusal ?? result.error;
    }
    await this.#keep(name, result.record);
    return this.stat(name);
  }

  commit(): ObjectsDelta {
    this.#mayAct();
    this.#close(hookEnded(this.#resource));
    const delta = this.#overlay.delta();
    this.#inverse = this.#overlay.inverse();
    this.#options.objects.apply(delta);
    return delta;
  }

  async discardReplaced(): Promise<void> {
    if (this.#inverse && !this.#isKept) this.#garbage.push(...this.#inverse.put.map(storedKeys));
    this.#isKept = this.#inverse !== undefined;
    await this.#collectGarbage();
  }

  async drop(recorded?: Promise<boolean>): Promise<void> {
    if (this.#isKept) return;
    if (!this.#refusal) this.#close(hookEnded(this.#resource));
    if (this.#inverse) this.#options.objects.apply(this.#inverse);
    this.#inverse = undefined;
    this.#garbage.push(...this.#overlay.own().map(ownKeys));
    if ((await recorded) !== false) await this.#collectGarbage();
  }

  revoke(error: Error): void {
    this.#close(error);
  }

  /** Streams under way end, whoever forgot to wait for them. */
  #close(refusal: Error): void {
    this.#refusal = refusal;
    this.#ended.abort(refusal);
  }

  async #collectGarbage(): Promise<void> {
    for (const keys of this.#garbage.splice(0)) await deleteKeysIfPossible(this.#options.bank, keys);
  }

  /** Makes what was stored the attempt's, unless that has been closed meanwhile. */
  async #keep(name: string, record: ObjectRecord): Promise<void> {
    if (this.#refusal) {
      await this.#waste(ownKeys(record));
      throw this.#refusal;
    }
    const replaced = this.#overlay.put(name, record);
    if (replaced) this.#garbage.push(ownKeys(replaced));
  }

  /** Nobody comes for what is left of an attempt that is closed. */
  async #waste(keys: Iterable<string>): Promise<void> {
    if (this.#refusal) await deleteKeysIfPossible(this.#options.bank, keys);
    else this.#garbage.push(keys);
  }

  #nextKey(name: string): string {
    this.#mayAct();
    if (!this.#overlay.get(name) && this.#overlay.size >= maximumNames) {
      const problem = `is one too many: a resource has at most ${maximumNames} objects; store fewer, or one stream`;
      throw this.#error('KARBOR_SECTION_FULL', name, problem);
    }
    this.#stored += 1;
    return `${this.#prefix}/${this.#stored}`;
  }

  #find(name: string): NamedObjectRecord {
    this.#mayAct();
    const record = this.#overlay.get(name);
    if (record) return record;
    throw this.#error('KARBOR_OBJECT_NOT_FOUND', name, 'was not stored');
  }

  #signalWith(own: AbortSignal | undefined): AbortSignal {
    const signals = [this.#ended.signal, this.#options.signal, own];
    return AbortSignal.any(signals.filter((signal) => signal !== undefined));
  }

  #error(code: KarborErrorCode, name: string, problem: string): KarborError {
    return objectError({ resource: this.#resource, name }, code, problem);
  }

  #mayAct(): void {
    if (this.#refusal) throw this.#refusal;
  }
}

function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array;
}
