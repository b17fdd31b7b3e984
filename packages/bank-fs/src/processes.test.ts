import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { keysOf, newFolder, openBank } from './temporary-bank.fixture.js';

/** A process of its own that works on a bank, and what it has said so far. */
async function startWriter(folder: string, job: 'churn' | 'race', name = 'writer') {
  const script = fileURLToPath(new URL('writer.fixture.mjs', import.meta.url));
  const child = spawn(process.execPath, [script, folder, job, name], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const lines = createInterface(child.stdout);
  await once(lines, 'line');
  const said: string[] = [];
  lines.on('line', (line) => said.push(line));
  return { child, ended, lines, said, begin: () => child.stdin.write('\n') };
}

test('a process that is killed at any time leaves whole objects, and nothing else is listed', async () => {
  const folder = await newFolder();
  const done = new Set<string>();
  for (const enough of [1, 2, 3, 5, 7, 9, 11, 13]) {
    const { child, ended, lines, said, begin } = await startWriter(folder, 'churn');
    begin();
    const puts = () => said.filter((line) => line !== 'begins');
    while (puts().length < enough || said.at(-1) !== 'begins') await once(lines, 'line');
    child.kill('SIGKILL');
    await ended;
    for (const key of puts()) done.add(key);

    const bank = await openBank(folder);
    expect(await readdir(join(folder, 'temporary'))).toEqual([]);
    const keys = await keysOf(bank);
    expect(keys).toEqual(expect.arrayContaining([...done]));
    for (const key of keys) {
      expect(key).toMatch(/^(?:churn\/\d\/\d\/x|done\/\d\/\d+)$/);
      const bytes = await bank.getObject(key);
      const [byte = 0] = bytes;
      if (key.startsWith('churn/')) expect(Buffer.alloc(4_000_000 + 5000 * byte, byte).equals(bytes)).toBe(true);
    }
  }
}, 60_000);

test('of processes that put the same keys with ifAbsent exactly one gets each', async () => {
  const folder = await newFolder();
  const names = ['one', 'two', 'three'];
  const writers = await Promise.all(names.map((name) => startWriter(folder, 'race', name)));
  for (const { begin } of writers) begin();
  await Promise.all(writers.map(({ ended }) => ended));

  const bank = await openBank(folder);
  const keys = await keysOf(bank);
  expect(keys).toHaveLength(200);
  expect(writers.flatMap(({ said }) => said).sort()).toEqual([...keys].sort());
  for (const [index, { said }] of writers.entries()) {
    for (const key of said) expect(Buffer.from(await bank.getObject(key)).toString()).toBe(names[index]);
  }
}, 60_000);
