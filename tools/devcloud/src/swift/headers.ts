import type { Call } from '../http/call.js';
import { Problem } from '../http/problem.js';

const limits = { name: 128, value: 256, count: 90, overall: 4096 } as const;

const plain = (message: string): Problem => new Problem(400, message);

const check = (entries: readonly (readonly [string, string])[]): void => {
  let overall = 0;
  for (const [name, value] of entries) {
    const length = Buffer.byteLength(value, 'latin1');
    if (name === '') throw plain('Metadata name cannot be empty');
    if (name.length > limits.name) throw plain(`Metadata name too long: X-Object-Meta-${name}`);
    if (length > limits.value) throw plain(`Metadata value longer than ${limits.value}: X-Object-Meta-${name}`);
    overall += name.length + length;
  }
  if (entries.length > limits.count) throw plain(`Too many metadata items; max ${limits.count}`);
  if (overall > limits.overall) throw plain(`Total metadata too large; max ${limits.overall}`);
};

const sent = (call: Call, prefix: string): [string, string][] =>
  Object.entries(call.request.headers).flatMap(([name, value]) =>
    name.startsWith(prefix) && typeof value === 'string'
      ? [[name.slice(prefix.length), value] as [string, string]]
      : [],
  );

/** The metadata headers of a request, within Swift's limits. */
export const metadataOf = (call: Call, kind: 'object' | 'container'): Record<string, string> => {
  const prefix = `x-${kind}-meta-`;
  const entries = sent(call, prefix);
  check(entries);
  return Object.fromEntries(entries.map(([name, value]) => [`${prefix}${name}`, value]));
};

const kept = [
  'content-encoding',
  'content-disposition',
  'x-object-manifest',
  'cache-control',
  'content-language',
  'expires',
];

export const otherHeadersOf = (call: Call): Record<string, string> =>
  Object.fromEntries(sent(call, '').filter(([name]) => kept.includes(name)));

/** Of a container: a header that is sent empty, or as `x-remove-…`, goes. */
export const mergeContainerHeaders = (call: Call, before: Readonly<Record<string, string>>): Record<string, string> => {
  const removed = sent(call, 'x-remove-container-').map(([name]) => `x-container-${name}`);
  const access = sent(call, 'x-container-').filter(([name]) => name === 'read' || name === 'write');
  const added = {
    ...metadataOf(call, 'container'),
    ...Object.fromEntries(access.map(([name, value]) => [`x-container-${name}`, value])),
  };
  return Object.fromEntries(
    Object.entries({ ...before, ...added }).filter(([name, value]) => value !== '' && !removed.includes(name)),
  );
};
