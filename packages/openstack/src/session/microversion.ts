import { isRecord } from '../http/json.js';

/** Negative, 0 or positive as `a` is lower than, equal to or higher than `b`; both like `2.79`. */
export function compareMicroversions(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.split('.').map(Number);
  return majorA - majorB || minorA - minorB;
}

/**
 * The highest microversion in a service's version document (`{ versions: [...] }` or `{ version: {...} }`), if it has
 * any.
 */
export function highestMicroversion(document: unknown): string | undefined {
  if (!isRecord(document)) return undefined;
  const list = Array.isArray(document['versions']) ? (document['versions'] as unknown[]) : [document['version']];
  const found = list
    .filter(isRecord)
    .map((version) => version['version'] ?? version['max_version'])
    .filter((version): version is string => typeof version === 'string' && /^\d+\.\d+$/.test(version));
  return found.sort(compareMicroversions).at(-1);
}
