import { configSections } from '@karbor/plugin-sdk';
import type { Schema } from '@karbor/plugin-sdk';
import { didYouMean } from '../did-you-mean.js';
import type { FileReport } from '../file-report.js';
import type { IniSections } from '../ini/ini-file.js';
import type { Configurable } from './configure.js';
import { inputProperties } from './input-properties.js';

/** Warns of sections that nobody reads, and of keys that nobody who reads their section knows. */
export function warnOfUnread(sections: IniSections, definitions: readonly Configurable[], report: FileReport): void {
  const readers = readersBySection(definitions);
  const known = ['provider', 'executor', ...readers.keys()];
  for (const [section, { line, keys }] of sections) {
    if (!known.includes(section)) {
      const reason = `no plugin and no bank of this provider reads it.${didYouMean(section, known)}`;
      report.warning('KARBOR_SECTION_UNUSED', { line, section }, reason);
    }
    const properties = (readers.get(section) ?? []).map(inputProperties);
    if (properties.length === 0 || !properties.every(({ complete }) => complete)) continue;
    const names = properties.flatMap((one) => [...one.properties.keys()]);
    for (const [key, [first]] of keys) {
      if (names.includes(key)) continue;
      const reason = `nobody who reads this section knows it.${didYouMean(key, names)}`;
      report.warning('KARBOR_CONFIG_KEY_UNKNOWN', { line: first?.line, section, key }, reason);
    }
  }
}

function readersBySection(definitions: readonly Configurable[]): ReadonlyMap<string, readonly Schema[]> {
  const readers = new Map<string, Schema[]>();
  for (const definition of definitions) {
    if (!definition.configSchema) continue;
    for (const section of configSections(definition)) {
      readers.set(section, [...(readers.get(section) ?? []), definition.configSchema]);
    }
  }
  return readers;
}
