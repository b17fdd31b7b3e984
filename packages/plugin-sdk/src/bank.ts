import { checkBankDefinition } from './check-bank.js';
import type { Logger } from './logger.js';
import { apiVersion } from './definition.js';
import type { Definition } from './definition.js';
import type { OutputOf, Schema } from './schema.js';
import type { ListOptions } from './section.js';
import type { Inferred } from './inferred.js';

/** How an object is stored. */
export interface PutOptions {
  /** Fail with `KARBOR_OBJECT_EXISTS` when the key has an object already. Default false: replace it. */
  readonly ifAbsent?: boolean;
  readonly signal?: AbortSignal;
}

/** What a bank can do, declared so that nobody has to guess. */
export interface BankFeatures {
  /**
   * `atomic`: of any number of overlapping `ifAbsent` puts of one key, exactly one succeeds. Otherwise the time
   * in milliseconds after which a reader sees which of them stayed.
   */
  readonly ifAbsent: 'atomic' | { readonly settleMs: number };
  /** `eventual`: listings and reads may lag behind writes. Reading a key that was put once MUST find it soon. */
  readonly consistency: 'strong' | 'eventual';
}

/**
 * A key-value object store. Core checks keys before it calls: they are relative, `/`-separated, 1 to 1024 bytes of
 * UTF-8, without empty, `.` or `..` segments and without control characters. `a` and `a/b` may both exist, and keys
 * that differ only in case are different keys. Values are byte arrays from 0 bytes to 16 MiB.
 *
 * A call whose signal is aborted MUST reject, with any error; one that begins so MUST have no effect. Several calls may
 * run at once.
 */
export interface BankPlugin {
  readonly features: BankFeatures;
  /**
   * MUST be atomic: a reader sees the old object, the new one or none, never a part, also after a crash. When it
   * resolves the object MUST be durable. MUST NOT keep a reference to `bytes`.
   * @throws KarborError `KARBOR_OBJECT_EXISTS` with `ifAbsent` when there is an object already
   */
  putObject(key: string, bytes: Uint8Array, options?: PutOptions): Promise<void>;
  /** @throws KarborError `KARBOR_OBJECT_NOT_FOUND` */
  getObject(key: string, options?: { readonly signal?: AbortSignal }): Promise<Uint8Array>;
  /** Removes an object. MUST be fine when there is none. */
  deleteObject(key: string, options?: { readonly signal?: AbortSignal }): Promise<void>;
  /**
   * The keys that start with the string `prefix`, in UTF-8 byte order (`a.b` < `a/b` < `a0`), after `marker` (before
   * it when `reverse`), at most `limit`. MUST NOT give a key twice, MUST NOT give temporaries, and MUST NOT read
   * the whole bank to give a few keys.
   */
  listObjects(prefix: string, options?: ListOptions): AsyncIterable<string>;
  /** Frees connections and files. Called once, after which nothing else is called. */
  close?(): Promise<void>;
}

/** What a bank is created with. */
export interface CreateBankOptions<Config> {
  /** The bank's section of the provider file, as its `configSchema` gives it. */
  readonly config: Config;
  readonly log: Logger;
}

/** How a bank is made from a provider file. */
export interface BankDefinition extends Definition<'bank'> {
  readonly create: (options: CreateBankOptions<Inferred>) => BankPlugin | Promise<BankPlugin>;
}

/**
 * Defines a bank. The default export of a bank's package is what this returns.
 * @throws KarborError `KARBOR_PLUGIN_INVALID` naming the member at fault
 */
export function defineBank<ConfigSchema extends Schema = never>(definition: {
  readonly name: string;
  /** A section of the provider file, or several, merged in order. Default: the package name without its scope. */
  readonly configSection?: string | readonly string[];
  readonly configSchema?: ConfigSchema;
  readonly create: (options: CreateBankOptions<OutputOf<ConfigSchema>>) => BankPlugin | Promise<BankPlugin>;
}): BankDefinition {
  return checkBankDefinition(Object.freeze({ kind: 'bank', apiVersion, ...definition }));
}
