import { afterEach, beforeEach, expect, test } from 'vitest';
import { runKarbor } from '../run-karbor.js';
import { Workspace } from '../workspace.fixture.js';

interface Item {
  readonly id: string;
  readonly status: string;
  readonly createdAt: string;
}

let workspace: Workspace;
/** Oldest first. */
let made: readonly string[];

beforeEach(async () => {
  workspace = await Workspace.make();
  const ids: string[] = [];
  for (const plan of ['daily', 'daily', 'weekly']) {
    const { id } = await workspace.json<Item>('protect', '--resource', 'Example::Note#ideas.txt', '--plan', plan);
    ids.push(id);
  }
  made = ids;
});
afterEach(() => workspace.remove());

const list = async (...options: readonly string[]) => (await workspace.json<Item[]>('checkpoint', 'list', ...options)).map(({ id }) => id);

test('lists newest first, by plan, time, limit, marker and direction', async () => {
  const newestFirst = made.toReversed();
  expect(await list()).toEqual(newestFirst);
  expect(await list('--sort', 'asc')).toEqual(made);
  expect(await list('--plan', 'daily')).toEqual(newestFirst.slice(1));
  expect(await list('--plan', 'none')).toEqual([]);
  expect(await list('--limit', '2')).toEqual(newestFirst.slice(0, 2));
  expect(await list('--marker', newestFirst[0]!)).toEqual(newestFirst.slice(1));
  expect(await list('--marker', newestFirst[0]!, '--limit', '1')).toEqual([newestFirst[1]]);
  const [second] = (await workspace.json<Item[]>('checkpoint', 'list')).filter(({ id }) => id === made[1]);
  expect(await list('--since', second!.createdAt)).toEqual(newestFirst.slice(0, 2));
  expect(await list('--until', second!.createdAt)).toEqual([made[0]]);
  expect(await list('--until', '2020-01-01')).toEqual([]);
  const text = await workspace.karbor('checkpoint', 'list');
  expect(text.out).toMatch(/^ID +STATUS +CREATED\n─+ {2}─+ {2}─+\n(\S{36} {2}available {7}\d{4}-\S+Z\n){3}$/);
});

test.each([
  ['--limit', '0'],
  ['--limit', '1.5'],
  ['--since', 'yesterday'],
  ['--since', '2026-02-30'],
  ['--until', '12'],
  ['--sort', 'up'],
  ['--marker', 'none'],
])('%s %s is refused', async (...option) => {
  const { code, out, err } = await workspace.karbor('checkpoint', 'list', ...option);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^karbor: [^\n]*\n$/);
});

test('stops when nobody reads any more', async () => {
  let pieces = 0;
  const terminal = workspace.terminal({
    onOutput: () => {
      pieces += 1;
      if (pieces === 2) throw Object.assign(new Error('broken pipe'), { code: 'EPIPE' });
    },
  });
  expect(await runKarbor(['checkpoint', 'list'], terminal)).toBe(0);
  expect(pieces).toBe(2);
  expect(terminal.errors()).toBe('');
});

test('ends with exit code 1 when the result cannot be written', async () => {
  const terminal = workspace.terminal({
    onOutput: () => {
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    },
  });
  expect(await runKarbor(['checkpoint', 'list'], terminal)).toBe(1);
  expect(terminal.errors()).toBe('karbor: The result could not be written: no space left on device\n');
});
