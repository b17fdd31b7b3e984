import { defaultLeaseWindows } from '../../lease/lease-windows.js';
import type { LeaseWindows } from '../../lease/lease-windows.js';
import type { FileReport } from '../file-report.js';
import type { IniSections, IniValue } from '../ini/ini-file.js';
import { longestSeconds, parseSeconds } from './values.js';

const keys = {
  expireMs: 'lease_expire_window',
  renewMs: 'lease_renew_window',
  validityMs: 'lease_validity_window',
} as const;

/** Of `[executor]`, or of the bank's own section. */
export const leaseKeys: readonly string[] = Object.values(keys);

interface Written extends IniValue {
  readonly section: string;
}

/** Reads the windows of leases from `[executor]` and the bank's sections. Reports all that is wrong with them. */
export function readLeaseWindows(sections: IniSections, bankSections: readonly string[], report: FileReport): LeaseWindows {
  const places = [...new Set(['executor', ...bankSections])];
  const read = (name: keyof LeaseWindows) => readWindow(keys[name], places, sections, report);
  const [expire, renew, validity] = [read('expireMs'), read('renewMs'), read('validityMs')];
  const windows = {
    expireMs: expire?.milliseconds ?? defaultLeaseWindows.expireMs,
    renewMs: renew?.milliseconds ?? defaultLeaseWindows.renewMs,
    validityMs: validity?.milliseconds ?? defaultLeaseWindows.validityMs,
  };
  const written = expire ?? renew ?? validity;
  if (written && windows.renewMs + windows.validityMs >= windows.expireMs) reportSum(windows, written, report);
  return windows;
}

/** The sections without the windows of leases, which are no settings of the bank itself. */
export function withoutLeaseKeys(sections: IniSections, bankSections: readonly string[]): IniSections {
  return new Map(
    [...sections].flatMap(([name, section]) => {
      if (!bankSections.includes(name)) return [[name, section]];
      const rest = [...section.keys].filter(([key]) => !leaseKeys.includes(key));
      return rest.length === 0 && section.keys.size > 0 ? [] : [[name, { ...section, keys: new Map(rest) }]];
    }),
  );
}

function readWindow(key: string, places: readonly string[], sections: IniSections, report: FileReport) {
  const [first, second] = places.flatMap((section): readonly Written[] =>
    (sections.get(section)?.keys.get(key) ?? []).map((value) => ({ ...value, section })),
  );
  if (!first) return undefined;
  if (second) invalid(second, key, `it is written twice, first in line ${first.line}: keep one.`, report);
  const milliseconds = parseSeconds(first.value);
  if (milliseconds !== undefined && milliseconds > 0) return { ...first, key, milliseconds };
  invalid(first, key, `"${first.value}" is no number of seconds above 0 and up to ${longestSeconds}.`, report);
  return undefined;
}

function reportSum({ expireMs, renewMs, validityMs }: LeaseWindows, written: Written & { readonly key: string }, report: FileReport): void {
  const [expire, renew, validity] = [expireMs, renewMs, validityMs].map((milliseconds) => `${milliseconds / 1000} s`);
  const problem = `${keys.renewMs} (${renew}) and ${keys.validityMs} (${validity}) must together be less than ${keys.expireMs} (${expire})`;
  invalid(written, written.key, `${problem}: a lease would run out before it is renewed.`, report);
}

function invalid({ line, section }: Written, key: string, reason: string, report: FileReport): void {
  report.error('KARBOR_CONFIG_INVALID', { line, section, key }, reason);
}
