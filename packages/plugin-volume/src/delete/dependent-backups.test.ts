import { expect, test } from 'vitest';
import { dependentBackups } from './dependent-backups.js';

/** Backups of one volume, a minute apart: `F` full, `i` incremental, `X` a full one that failed. */
function chain(kinds: string) {
  return Array.from(kinds, (kind, index) => {
    const instant = `2026-01-01T00:0${index}:00.000000`;
    const status = kind === 'X' ? 'error' : 'available';
    return { id: `${kind}${index}`, status, is_incremental: kind === 'i', data_timestamp: instant, created_at: instant };
  });
}

test.each([
  ['Fii', 0, ['i1', 'i2']],
  ['Fii', 1, ['i2']],
  ['Fii', 2, []],
  ['FiFi', 0, ['i1']],
  ['FiFi', 2, ['i3']],
  ['FXi', 0, ['i2']],
  // Cinder says that the first one is needed: the second was not finished when they were begun.
  ['FFii', 0, ['i2', 'i3']],
])('of %s number %d is needed by %j', (kinds, number, ids) => {
  const backups = chain(kinds);
  expect(dependentBackups(backups[number]!, backups.toReversed()).map(({ id }) => id)).toEqual(ids);
});

test('what came within one second came after what it may be based on', () => {
  const [base, next] = chain('Fi');
  const sameSecond = { ...next!, data_timestamp: base!.data_timestamp, created_at: base!.created_at };
  expect(dependentBackups(base!, [sameSecond])).toEqual([sameSecond]);
  expect(dependentBackups(sameSecond, [base!])).toEqual([]);
});

test('the order is that of the data, and then of the backups', () => {
  const [base, next] = chain('Fi');
  expect(dependentBackups(base!, [{ ...next!, data_timestamp: base!.data_timestamp }])).toHaveLength(1);
  expect(dependentBackups(base!, [{ ...next!, data_timestamp: '2025-12-31T00:00:00.000000' }])).toEqual([]);
});
