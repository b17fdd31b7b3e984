import { hookNames } from '@karbor/plugin-sdk';
import type { HookName } from '@karbor/plugin-sdk';
import { defaultReleaseTimeoutMs } from '../../effects/effect-releaser.js';
import { defaultRetryPolicy } from '../../executor/executor-policy.js';
import type { FlowPolicy } from '../../executor/executor-policy.js';
import { didYouMean } from '../did-you-mean.js';
import type { FileReport } from '../file-report.js';
import type { IniSection, IniSections, IniValue } from '../ini/ini-file.js';
import { leaseKeys } from './lease-section.js';
import { longestSeconds, parseSeconds, parseWhole } from './values.js';

const keys = [
  ...['hooks', 'hooks_by_phase', 'hooks_by_type', 'hook_timeout', 'operation_timeout', 'abort_grace', 'on_failure'],
  'release_timeout',
  ...['retries', 'retry_delay', 'retry_maximum_delay'],
  ...leaseKeys,
];
const section = 'executor';

/** What a provider file says of how its operations run. */
export interface ExecutorSection {
  /** The defaults of its flows. */
  readonly policy: Partial<FlowPolicy>;
  /** Milliseconds that one release of an effect may take. */
  readonly releaseTimeoutMs: number;
}

/** Reads `[executor]`. Reports all that is wrong with it. */
export function readExecutorSection(sections: IniSections, report: FileReport): ExecutorSection {
  const found = sections.get(section);
  return found
    ? new ExecutorSectionReader(found, report).read()
    : { policy: {}, releaseTimeoutMs: defaultReleaseTimeoutMs };
}

/** Warns of limits for types that no plugin of the provider protects. */
export function warnOfUnknownTypes({ hooksByType = {} }: Partial<FlowPolicy>, types: Iterable<string>, report: FileReport): void {
  const known = [...types];
  for (const type of Object.keys(hooksByType).filter((name) => !known.includes(name))) {
    const reason = `no plugin of this provider protects resources of type ${type}.${didYouMean(type, known)}`;
    report.warning('KARBOR_RESOURCE_TYPE_UNKNOWN', { section, key: 'hooks_by_type' }, reason);
  }
}

class ExecutorSectionReader {
  readonly #section: IniSection;
  readonly #report: FileReport;

  constructor(section: IniSection, report: FileReport) {
    this.#section = section;
    this.#report = report;
  }

  read(): ExecutorSection {
    for (const [key, [first]] of this.#section.keys) {
      if (!keys.includes(key)) {
        this.#invalid(key, first, `it is not known here.${didYouMean(key, keys)} Known are ${keys.join(', ')}`);
      }
    }
    const hooks = this.#whole('hooks', 1);
    const hooksByPhase = this.#limits('hooks_by_phase', isHookName, `a phase (${hookNames.join(', ')})`);
    const hooksByType = this.#limits('hooks_by_type', isType, 'a resource type');
    const hookTimeoutMs = this.#milliseconds('hook_timeout', 1);
    const operationTimeoutMs = this.#milliseconds('operation_timeout', 1);
    const onFailure = this.#onFailure();
    const abortGraceMs = this.#milliseconds('abort_grace', 0);
    const retry = this.#retry();
    const releaseTimeoutMs = this.#milliseconds('release_timeout', 1) ?? defaultReleaseTimeoutMs;
    const policy = {
      ...(hooks !== undefined && { hooks }),
      ...(hooksByPhase && { hooksByPhase }),
      ...(hooksByType && { hooksByType }),
      ...(hookTimeoutMs !== undefined && { hookTimeoutMs }),
      ...(operationTimeoutMs !== undefined && { operationTimeoutMs }),
      ...(onFailure && { onFailure }),
      ...(abortGraceMs !== undefined && { abortGraceMs }),
      ...(retry && { retry }),
    };
    return { policy, releaseTimeoutMs };
  }

  #onFailure(): FlowPolicy['onFailure'] | undefined {
    const written = this.#single('on_failure');
    if (written?.value === 'rollback' || written?.value === 'continue') return written.value;
    if (written) this.#invalid('on_failure', written, `"${written.value}" is neither rollback nor continue`);
    return undefined;
  }

  #retry(): FlowPolicy['retry'] | undefined {
    const retries = this.#whole('retries', 0);
    const delayMs = this.#milliseconds('retry_delay', 0);
    const maximumDelayMs = this.#milliseconds('retry_maximum_delay', 0);
    if (retries === undefined && delayMs === undefined && maximumDelayMs === undefined) return undefined;
    return {
      retries: retries ?? defaultRetryPolicy.retries,
      delayMs: delayMs ?? defaultRetryPolicy.delayMs,
      maximumDelayMs: maximumDelayMs ?? defaultRetryPolicy.maximumDelayMs,
    };
  }

  #whole(key: string, least: number): number | undefined {
    const written = this.#single(key);
    const number = written && parseWhole(written.value, least);
    if (written && number === undefined) {
      this.#invalid(key, written, `"${written.value}" is no whole number from ${least}`);
    }
    return number;
  }

  #milliseconds(key: string, least: number): number | undefined {
    const written = this.#single(key);
    const milliseconds = written && parseSeconds(written.value);
    if (!written || (milliseconds !== undefined && milliseconds >= least)) return milliseconds;
    const range = least > 0 ? `above 0 and up to ${longestSeconds}` : `from 0 to ${longestSeconds}`;
    this.#invalid(key, written, `"${written.value}" is no number of seconds ${range}`);
    return undefined;
  }

  /** `name:number` pairs, separated by commas or written as several values. */
  #limits<Name extends string>(
    key: string,
    isName: (text: string) => text is Name,
    what: string,
  ): Readonly<Record<Name, number>> | undefined {
    const written = this.#section.keys.get(key);
    if (!written) return undefined;
    const limits = new Map<Name, number>();
    for (const value of written) {
      for (const pair of value.value.split(/[,\n]/).map((part) => part.trim())) {
        const colon = pair.lastIndexOf(':');
        const name = pair.slice(0, Math.max(colon, 0)).trim();
        const limit = parseWhole(pair.slice(colon + 1).trim(), 1);
        if (!isName(name) || limit === undefined) {
          this.#invalid(key, value, `"${pair}" is not ${what}, a colon and a whole number from 1`);
        } else if (limits.has(name)) {
          this.#invalid(key, value, `"${name}" is there twice`);
        } else {
          limits.set(name, limit);
        }
      }
    }
    return Object.fromEntries(limits) as Record<Name, number>;
  }

  #single(key: string): IniValue | undefined {
    const [first, second] = this.#section.keys.get(key) ?? [];
    if (first && second) this.#invalid(key, second, `it is written twice, first in line ${first.line}: keep one`);
    return first;
  }

  #invalid(key: string, written: IniValue | undefined, reason: string): void {
    this.#report.error('KARBOR_CONFIG_INVALID', { line: written?.line, section, key }, `${reason}.`);
  }
}

function isHookName(text: string): text is HookName {
  return (hookNames as readonly string[]).includes(text);
}

function isType(text: string): text is string {
  return text !== '' && !text.includes('#');
}
