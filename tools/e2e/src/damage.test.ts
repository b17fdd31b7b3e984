import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomBytes } from '@karbor/demo';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { leftIn } from './left-in-cloud.js';
import { Operator } from './operator.js';
import type { Item } from './operator.js';

let operator: Operator;

beforeAll(async () => {
  operator = await Operator.start();
});
afterAll(() => operator.end());

/** The largest file below a folder. */
async function largestFile(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const sizes = await Promise.all(paths.map(async (path) => ({ path, size: (await stat(path)).size })));
  return sizes.sort((one, other) => other.size - one.size)[0]?.path ?? '';
}

test('one wrong byte in the bank is found by verify, and never restored', async () => {
  const imageId = await operator.cloud.seed.image({ name: 'debian', bytes: randomBytes(1, 300_000) });
  const { id } = await operator.json<Item>('protect', '--resource', `OS::Glance::Image#${imageId}`);
  const file = await largestFile(operator.path('bank'));
  const bytes = await readFile(file);
  bytes.writeUInt8(bytes.readUInt8(150_000) ^ 1, 150_000);
  await writeFile(file, bytes);

  const before = await leftIn(operator.cloud);
  for (const command of [['checkpoint', 'verify'], ['restore']]) {
    const { code, out, err } = await operator.start([...command, id]).ended;
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(new RegExp(`^karbor: .*OS::Glance::Image#${imageId}.*\\[KARBOR_OPERATION_FAILED\\]$`, 'm'));
    expect(err).toMatch(/KARBOR_OBJECT_CORRUPT|damaged/);
  }
  expect(await leftIn(operator.cloud)).toEqual(before);
});
