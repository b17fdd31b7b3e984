import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Received } from './client.fixture.js';

interface Recorded {
  readonly status: number;
  /** Values that differ from cloud to cloud are empty. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const load = (service: string): Readonly<Record<string, Recorded>> =>
  JSON.parse(readFileSync(new URL(`../../recorded/${service}.json`, import.meta.url), 'utf8')) as Record<
    string,
    Recorded
  >;

const samples: Record<string, Readonly<Record<string, Recorded>>> = {};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object';

/** Where the shapes differ: field sets, kinds of values. What is null or empty on one side says nothing. */
const differences = (recorded: unknown, actual: unknown, path: string): string[] => {
  if (recorded == null || actual == null) return [];
  if (Array.isArray(recorded) && Array.isArray(actual))
    return recorded.length === 0 || actual.length === 0 ? [] : differences(recorded[0], actual[0], `${path}[0]`);
  if (!isObject(recorded) || !isObject(actual))
    return typeof recorded === typeof actual ? [] : [`${path} is ${typeof actual}, not ${typeof recorded}`];
  const keys = new Set([...Object.keys(recorded), ...Object.keys(actual)]);
  return [...keys].flatMap((key) => {
    if (!(key in actual)) return [`${path}.${key} is missing`];
    if (!(key in recorded)) return [`${path}.${key} is not Zed's`];
    return differences(recorded[key], actual[key], `${path}.${key}`);
  });
};

/** White space and ids aside. */
const essence = (body: unknown): unknown => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return text.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}/g, 'ID').replace(/\s+/g, '');
};

/** Compares an answer with what a real OpenStack (Zed) answered: status, names of headers, field sets; errors word for word. */
export const expectAsRecorded = (answer: Received, service: string, name: string): void => {
  const sample = (samples[service] ??= load(service))[name];
  if (sample === undefined) throw new Error(`Nothing was recorded as ${service}: ${name}.`);
  expect(answer.status, name).toBe(sample.status);
  const missing = Object.keys(sample.headers).filter(
    (header) => !(sample.status === 204 && header.startsWith('content-')) && !answer.headers.has(header),
  );
  expect(missing, `headers of ${name}`).toEqual([]);
  const type = sample.headers['content-type'];
  if (type !== undefined && sample.status !== 204) expect(answer.headers.get('content-type'), name).toBe(type);
  if (sample.status >= 400) expect(essence(answer.body), name).toBe(essence(sample.body));
  else expect(differences(sample.body, answer.body === '' ? null : answer.body, name), name).toEqual([]);
};
