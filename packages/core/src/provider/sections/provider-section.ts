import type { KarborErrorCode } from '@karbor/plugin-sdk';
import { didYouMean } from '../did-you-mean.js';
import type { FileReport } from '../file-report.js';
import type { IniSection, IniSections, IniValue } from '../ini/ini-file.js';
import { npmModuleName } from '../modules/module-name.js';
import { parseBoolean } from './values.js';

/** An npm module that a provider file names. */
export interface NamedModule {
  /** As the file names it. */
  readonly written: string;
  /** Its npm name. */
  readonly module: string;
  readonly line: number;
}

/** What `[provider]` says, as far as it is right. */
export interface ProviderSection {
  readonly id?: string;
  readonly name: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly bank?: NamedModule;
  readonly plugins: readonly NamedModule[];
}

const keys = ['name', 'id', 'description', 'bank', 'plugin', 'enabled'];
const section = 'provider';

/** Reads `[provider]`, and reports all that is wrong with it. */
export function readProviderSection(sections: IniSections, report: FileReport): ProviderSection {
  const found = sections.get(section);
  if (!found) {
    const hint = didYouMean(section, sections.keys());
    report.error('KARBOR_PROVIDER_SECTION_MISSING', {}, `there is no [provider] section.${hint} Add one with name, id, bank and plugin.`);
    return { name: '', description: '', enabled: true, plugins: [] };
  }
  return new ProviderSectionReader(found, report).read();
}

class ProviderSectionReader {
  readonly #section: IniSection;
  readonly #report: FileReport;

  constructor(section: IniSection, report: FileReport) {
    this.#section = section;
    this.#report = report;
  }

  read(): ProviderSection {
    this.#refuseUnknownKeys();
    const id = this.#id();
    const name = this.#required('name', 'KARBOR_PROVIDER_NAME_MISSING', 'give the provider a name to be shown')?.value ?? '';
    const bank = this.#required('bank', 'KARBOR_PROVIDER_BANK_MISSING', 'name the npm module of a bank, such as @karbor/bank-fs');
    const bankModule = bank && this.#module('bank', bank);
    return {
      ...(id !== undefined && { id }),
      ...{ name, description: this.#single('description')?.value ?? '', enabled: this.#enabled() },
      ...(bankModule && { bank: bankModule }),
      plugins: this.#plugins(),
    };
  }

  #refuseUnknownKeys(): void {
    for (const [key, [first]] of this.#section.keys) {
      if (keys.includes(key)) continue;
      const reason = `it is not known here.${didYouMean(key, keys)} Known are ${keys.join(', ')}; settings of plugins and banks have sections of their own.`;
      this.#report.error('KARBOR_PROVIDER_KEY_UNKNOWN', { line: first?.line, section, key }, reason);
    }
  }

  #id(): string | undefined {
    const id = this.#required('id', 'KARBOR_PROVIDER_ID_MISSING', 'give the provider a unique id, such as a new UUID');
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    if (id && (id.value.length > 255 || /[\u0000-\u001f\u007f]/.test(id.value))) {
      const reason = 'it has control characters or more than 255 characters: use a UUID or a short name.';
      this.#report.error('KARBOR_PROVIDER_VALUE_INVALID', { line: id.line, section, key: 'id' }, reason);
      return undefined;
    }
    return id?.value;
  }

  #enabled(): boolean {
    const written = this.#single('enabled');
    if (!written) return true;
    const enabled = parseBoolean(written.value);
    if (enabled === undefined) {
      const reason = `"${written.value}" is no boolean: write true or false.`;
      this.#report.error('KARBOR_PROVIDER_VALUE_INVALID', { line: written.line, section, key: 'enabled' }, reason);
    }
    return enabled ?? true;
  }

  #plugins(): readonly NamedModule[] {
    const key = 'plugin';
    const values = this.#section.keys.get(key) ?? [];
    if (values.length === 0) {
      const reason = 'it is missing: name the npm module of a plugin, once for each plugin.';
      this.#report.error('KARBOR_PROVIDER_PLUGIN_MISSING', { line: this.#section.line, section, key }, reason);
    }
    const byModule = new Map<string, NamedModule>();
    for (const value of values) {
      if (value.value === '') {
        const reason = 'it is empty: name the npm module of a plugin, or remove the line.';
        this.#report.error('KARBOR_PROVIDER_PLUGIN_MISSING', { line: value.line, section, key }, reason);
        continue;
      }
      const named = this.#module(key, value);
      const before = named && byModule.get(named.module);
      if (before) {
        const reason = `"${value.value}" is listed twice, first in line ${before.line} as "${before.written}": remove one.`;
        this.#report.error('KARBOR_PROVIDER_PLUGIN_REPEATED', { line: value.line, section, key }, reason);
      } else if (named) {
        byModule.set(named.module, named);
      }
    }
    return [...byModule.values()];
  }

  #module(key: string, { value, line }: IniValue): NamedModule | undefined {
    try {
      return { written: value, module: npmModuleName(value), line };
    } catch (error) {
      this.#report.adopt(error, { line, section, key });
      return undefined;
    }
  }

  #required(key: string, code: KarborErrorCode, advice: string): IniValue | undefined {
    const value = this.#single(key);
    if (value?.value) return value;
    const reason = `it is ${value ? 'empty' : 'missing'}: ${advice}.`;
    this.#report.error(code, { line: value?.line ?? this.#section.line, section, key }, reason);
    return undefined;
  }

  /** The first value of a key that must not be written twice. */
  #single(key: string): IniValue | undefined {
    const [first, second] = this.#section.keys.get(key) ?? [];
    if (first && second) {
      const reason = `it is written twice, first in line ${first.line}: keep one.`;
      this.#report.error('KARBOR_PROVIDER_KEY_REPEATED', { line: second.line, section, key }, reason);
    }
    return first;
  }
}
