import { isKarborError, KarborError } from '@karbor/plugin-sdk';
import type { KarborErrorCode, KarborErrorOptions } from '@karbor/plugin-sdk';
import { asError } from '../executor/as-error.js';

/** Where in a provider file something is. */
export interface FilePlace {
  readonly line?: number | undefined;
  readonly section?: string;
  readonly key?: string;
}

/** A warning about a provider file. */
export interface FileWarning {
  readonly code: KarborErrorCode;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Collects all that is wrong with one provider file. Every message starts with the place. */
export class FileReport {
  readonly errors: KarborError[] = [];
  readonly warnings: FileWarning[] = [];

  constructor(readonly file: string) {}

  error(code: KarborErrorCode, place: FilePlace, reason: string, options: KarborErrorOptions = {}): void {
    const message = this.#message(place, reason);
    // Two definitions that read one section with one schema say the same.
    if (this.errors.some((error) => error.message === message)) return;
    const details = { ...options.details, ...this.#details(place) };
    this.errors.push(new KarborError(code, message, { ...options, details }));
  }

  /** Takes over an error that knows nothing of files. */
  adopt(error: unknown, place: FilePlace): void {
    if (!isKarborError(error)) {
      this.error('KARBOR_MODULE_FAILED', place, asError(error).message, { cause: error });
      return;
    }
    const { code, message, details, cause } = error;
    this.error(code, place, message, { details, ...(cause !== undefined && { cause }) });
  }

  /** Gives what `action` gives; `undefined` when it throws, which is reported. */
  async attempt<Result>(place: FilePlace, action: () => Result | Promise<Result>): Promise<Result | undefined> {
    try {
      return await action();
    } catch (error) {
      this.adopt(error, place);
      return undefined;
    }
  }

  warning(code: KarborErrorCode, place: FilePlace, reason: string): void {
    this.warnings.push({ code, message: this.#message(place, reason), details: this.#details(place) });
  }

  #message({ line, section, key }: FilePlace, reason: string): string {
    const where = [section === undefined ? undefined : `[${section}]`, key].filter((part) => part !== undefined);
    const place = [this.file, line === undefined ? undefined : `line ${line}`, where.join(' ')].filter(Boolean);
    return `${place.join(', ')}: ${reason}`;
  }

  #details(place: FilePlace): Readonly<Record<string, unknown>> {
    const known = Object.entries(place).filter(([, value]) => value !== undefined);
    return { file: this.file, ...Object.fromEntries(known) };
  }
}
