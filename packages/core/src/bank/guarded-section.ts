import { KarborError } from '@karbor/plugin-sdk';
import type { BankFeatures, BankPlugin, ListOptions, PutOptions } from '@karbor/plugin-sdk';
import { bankError } from './bank-error.js';
import type { BankSection, SectionRights } from './bank.js';
import { claimObject } from './claim.js';
import { checkLimit } from './list-limit.js';
import { checkKeyStart, checkObjectKey } from './object-key.js';

/** In bytes: no object of a bank is larger. */
export const maximumObjectSize = 16 * 2 ** 20;

interface CallOptions {
  readonly signal?: AbortSignal;
}

/** A bank plugin behind its guard, below a prefix. */
export class GuardedSection implements BankSection {
  readonly features: BankFeatures;
  readonly #plugin: BankPlugin;
  /** What every key of this section starts with: its prefix and a slash, or nothing. */
  readonly #base: string;

  constructor(
    plugin: BankPlugin,
    readonly prefix: string,
    readonly readOnly: boolean,
  ) {
    this.#plugin = plugin;
    this.#base = prefix === '' ? '' : `${prefix}/`;
    this.features = plugin.features;
  }

  async putObject(key: string, bytes: Uint8Array, options: PutOptions = {}): Promise<void> {
    const full = this.#writableKey(key);
    if (bytes.length > maximumObjectSize) {
      throw new KarborError(
        'KARBOR_OBJECT_TOO_LARGE',
        `"${full}" is ${bytes.length} bytes long and an object at most ${maximumObjectSize}: store it as a stream or in parts.`,
        { details: { key: full, size: bytes.length } },
      );
    }
    await this.#call('putObject', full, options, () => this.#plugin.putObject(full, bytes, options));
  }

  async claimObject(key: string, bytes: Uint8Array, options: CallOptions = {}): Promise<void> {
    this.#writableKey(key);
    await claimObject(this, key, bytes, options.signal);
  }

  async getObject(key: string, options: CallOptions = {}): Promise<Uint8Array> {
    const full = this.#fullKey(key);
    return await this.#call('getObject', full, options, async () => {
      const bytes: unknown = await this.#plugin.getObject(full, options);
      if (bytes instanceof Uint8Array) return bytes;
      throw new TypeError(`it gave ${typeof bytes}, not bytes`);
    });
  }

  async deleteObject(key: string, options: CallOptions = {}): Promise<void> {
    const full = this.#writableKey(key);
    await this.#call('deleteObject', full, options, () => this.#plugin.deleteObject(full, options));
  }

  async *listObjects(prefix: string, options: ListOptions = {}): AsyncIterable<string> {
    const { marker, limit, signal } = options;
    const start = this.#base + prefix;
    checkKeyStart(start);
    if (marker !== undefined) checkKeyStart(this.#base + marker);
    checkLimit(limit);
    if (limit === 0) return;
    const given = { ...options, ...(marker !== undefined && { marker: this.#base + marker }) };
    try {
      signal?.throwIfAborted();
      for await (const key of this.#plugin.listObjects(start, given)) {
        if (!key.startsWith(start)) throw new Error(`it gave "${key}", which does not start so`);
        yield key.slice(this.#base.length);
      }
    } catch (error) {
      throw bankError('listObjects', start, error, signal);
    }
  }

  section(prefix: string, rights: SectionRights = {}): BankSection {
    return new GuardedSection(this.#plugin, this.#fullKey(prefix), this.readOnly || (rights.readOnly ?? false));
  }

  /** The whole key is checked: with the base before it, none that passes is outside. */
  #fullKey(key: string): string {
    const full = this.#base + key;
    checkObjectKey(full);
    return full;
  }

  #writableKey(key: string): string {
    const full = this.#fullKey(key);
    if (!this.readOnly) return full;
    throw new KarborError('KARBOR_SECTION_READ_ONLY', `"${full}" cannot be changed: the section "${this.prefix}" is read-only.`, {
      details: { key: full, section: this.prefix },
    });
  }

  async #call<Result>(method: string, key: string, { signal }: CallOptions, call: () => Promise<Result>): Promise<Result> {
    signal?.throwIfAborted();
    try {
      return await call();
    } catch (error) {
      throw bankError(method, key, error, signal);
    }
  }
}
