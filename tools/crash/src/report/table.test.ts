import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { operationNames } from '../sweep/point.js';
import { readTable, replaceTable } from './table.js';
import { implausible } from './tally.js';
import type { Row } from './tally.js';

const page = await readFile(new URL('../../../../docs/reliability.md', import.meta.url), 'utf8');

test('the page tells of every operation and of all that goes wrong, with kills of each in one process and of real ones, and that nothing was left', () => {
  const rows = readTable(page);
  expect(new Set(rows.map(([operation]) => operation))).toEqual(new Set(operationNames));
  for (const what of new Set(rows.map(([, name]) => name))) {
    expect(rows.filter(([, name]) => name === what).reduce((sum, [, , , tried]) => sum + Number(tried), 0)).toBeGreaterThan(0);
  }
  for (const [, what, ...cells] of rows) {
    expect(what).toMatch(/^(killed before|killed after|a call is|the answer of|the bank or the cloud|all answers)/);
    const [points = NaN, tried = NaN, resumed = NaN, swept = NaN, anew = NaN, ended = NaN, unreached = NaN, leaks = NaN] = cells.map(Number);
    expect(resumed + swept + anew + ended + unreached).toBe(tried);
    expect(tried).toBeLessThanOrEqual(points);
    expect(tried).toBeGreaterThanOrEqual(what?.includes('processes') === true ? 1 : points / 2);
    expect(leaks).toBe(0);
  }
});

test('a new table takes the place of what the old one told of the same places, and nothing else changes', () => {
  const row: Row = { operation: 'protect', what: 'a call is refused', points: 3, tried: 2, resumed: 1, swept: 1, anew: 0, ended: 0, unreached: 0, leaks: 0 };
  const changed = replaceTable(page, [row]);
  const ofProcesses = readTable(page).filter(([, what]) => what?.includes('(processes, '));
  expect(ofProcesses.length).toBeGreaterThan(0);
  expect(readTable(changed)).toEqual([['protect', 'a call is refused', '3', '2', '1', '1', '0', '0', '0', '0'], ...ofProcesses]);
  expect(replaceTable(changed, [row])).toBe(changed);
  expect(changed.split('\n<!-- crash')[0]).toBe(page.split('\n<!-- crash')[0]);
  expect(() => replaceTable('no place', [row])).toThrow('no place');
});

test('a new table leaves what an old one told of rows of which nothing was tried', () => {
  const row: Row = { operation: 'protect', what: 'a call is refused', points: 3, tried: 2, resumed: 1, swept: 1, anew: 0, ended: 0, unreached: 0, leaks: 0 };
  const changed = replaceTable(page, [row]);
  const untried = { ...row, points: 4, tried: 0, resumed: 0, swept: 0 };
  const other = { ...untried, what: 'a call is not answered' };
  const again = readTable(replaceTable(changed, [untried, other]));
  expect(again.slice(0, 2)).toEqual([readTable(changed)[0], ['protect', 'a call is not answered', '4', '0', '0', '0', '0', '0', '0', '0']]);
});

test('kills that hit nothing, or of which none was resumed, are told', () => {
  const kills: Row = { operation: 'protect', what: 'killed before a call', points: 40, tried: 20, resumed: 9, swept: 10, anew: 0, ended: 1, unreached: 0, leaks: 0 };
  const unhit = { ...kills, resumed: 0, swept: 0, ended: 0, unreached: 20 };
  const dead = { ...kills, resumed: 0, ended: 10 };
  expect(implausible([kills, unhit, dead, { ...dead, tried: 2 }, { ...dead, what: 'a call is refused' }])).toEqual([unhit, dead]);
});
