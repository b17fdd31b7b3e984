import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { told } from './told.js';
import { WatchedProcess } from './watched-process.js';

const longAgo = 1_000_000_000_000;
const inAnHour = () => Date.now() + 3_600_000;

/** A process that says this and ends. */
async function troublesOf(...said: readonly string[]): Promise<readonly string[]> {
  const pipe = new PassThrough();
  for (const text of said) pipe.write(text);
  pipe.end();
  const troubles: string[] = [];
  for await (const trouble of new WatchedProcess(pipe).troubles()) troubles.push(trouble);
  return troubles;
}

test('a process that says goodbye is in no trouble', async () => {
  expect(await troublesOf(told.holds('one', inAnHour()), told.letGo('one'), told.goodbye)).toEqual([]);
});

test('a process that ends without is gone, whatever it held', async () => {
  expect(await troublesOf()).toEqual(['gone']);
  expect(await troublesOf(told.holds('one', undefined), told.holds('two', inAnHour()))).toEqual(['gone']);
  expect(await troublesOf(told.goodbye.slice(0, -1))).toEqual(['gone']);
});

test('what it should have let go is told once, in whatever pieces it was said', async () => {
  const pipe = new PassThrough();
  const troubles = new WatchedProcess(pipe).troubles();
  const said = told.holds('endless', undefined) + told.holds('late', longAgo) + told.holds('soon', inAnHour());
  for (const piece of said.match(/.{1,7}/gs) ?? []) pipe.write(piece);
  expect(await troubles.next()).toEqual({ value: 'overdue', done: false });
  pipe.end(told.goodbye);
  expect(await troubles.next()).toEqual({ value: undefined, done: true });
});

test('what it has let go in time is no trouble', async () => {
  expect(await troublesOf(told.holds('late', longAgo) + told.letGo('late') + told.goodbye)).toEqual([]);
});
