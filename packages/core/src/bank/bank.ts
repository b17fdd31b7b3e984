import type { BankPlugin, PutOptions } from '@karbor/plugin-sdk';
import { bankError } from './bank-error.js';
import { GuardedSection } from './guarded-section.js';

/** How a section is opened. */
export interface SectionRights {
  /** Default: as its parent. A read-only section never has a child that can be written. */
  readonly readOnly?: boolean;
}

/**
 * The guarded front of a bank plugin, or of a part of it below a prefix. The plugin gets clean keys only.
 *
 * Keys MUST match `objectKeyPattern`, else `KARBOR_KEY_INVALID`; values are at most 16 MiB, else
 * `KARBOR_OBJECT_TOO_LARGE`. What the plugin throws that is no Karbor error comes as `KARBOR_BANK_FAILED`, naming
 * method and key, with its cause. A section MUST NOT reach a key outside its prefix, whatever it is asked for, and
 * a read-only one answers every write with `KARBOR_SECTION_READ_ONLY`. Errors name keys as the bank knows them.
 */
export interface BankSection extends Omit<BankPlugin, 'close'> {
  /** Where it stands in the bank, without a trailing slash; empty for the whole bank. */
  readonly prefix: string;
  readonly readOnly: boolean;
  /**
   * Creates `key`, of several who try it at once for one of them only. `bytes` MUST be unique to the caller (hold a
   * nonce): a claim whose answer was lost is settled by reading it back. Waits and reads back where the bank's
   * `ifAbsent` is not atomic.
   * @throws KarborError `KARBOR_OBJECT_EXISTS` when it is another's
   */
  claimObject(key: string, bytes: Uint8Array, options?: Omit<PutOptions, 'ifAbsent'>): Promise<void>;
  /** The part below `prefix`. @throws KarborError `KARBOR_KEY_INVALID` */
  section(prefix: string, rights?: SectionRights): BankSection;
}

/** The whole bank. */
export interface Bank extends BankSection {
  /** Closes the plugin, once, however often it is called. */
  close(): Promise<void>;
}

/** Puts the guard before a bank plugin. */
export function openBank(plugin: BankPlugin): Bank {
  let closed: Promise<void> | undefined;
  return Object.assign(new GuardedSection(plugin, '', false), { close: () => (closed ??= closePlugin(plugin)) });
}

async function closePlugin(plugin: BankPlugin): Promise<void> {
  try {
    await plugin.close?.();
  } catch (error) {
    throw bankError('close', '', error);
  }
}
