import assert from 'node:assert/strict';
import type { BankPlugin } from '../../bank.js';
import { isKarborError } from '../../errors.js';
import type { KarborErrorCode } from '../../errors.js';
import { compareKeys } from '../../key-order.js';
import type { ListOptions } from '../../section.js';

export async function keysOf(bank: BankPlugin, prefix: string, options?: ListOptions): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of bank.listObjects(prefix, options)) keys.push(key);
  return keys;
}

/** What a listing of `all` should give. */
export function listed(all: readonly string[], prefix: string, options: ListOptions = {}): readonly string[] {
  const { marker, limit, reverse = false } = options;
  const sign = reverse ? -1 : 1;
  return all
    .filter((key) => key.startsWith(prefix) && (marker === undefined || sign * compareKeys(key, marker) > 0))
    .sort((left, right) => sign * compareKeys(left, right))
    .slice(0, limit);
}

export function assertSameBytes(actual: Uint8Array, expected: Uint8Array, key: string): void {
  assert.ok(actual instanceof Uint8Array, `getObject of "${key}" gives a Uint8Array`);
  const same = Buffer.compare(actual, expected) === 0;
  assert.ok(same, `"${key}" has other bytes: ${actual.length} bytes were read, ${expected.length} expected.`);
}

export async function rejectsWith(code: KarborErrorCode, call: Promise<unknown>, what: string): Promise<void> {
  const outcome = await call.then(
    () => 'it was fine',
    (error: unknown) => (isKarborError(error, code) ? code : `it failed with ${String(error)}`),
  );
  assert.equal(outcome, code, `${what} should fail with ${code}, but ${outcome}.`);
}
