import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'devcloud-readme-'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

it('runs the snippet of the README', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const snippet = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const file = join(folder, 'snippet.ts');
  const entry = fileURLToPath(new URL('./index.ts', import.meta.url));
  await writeFile(file, snippet.replace("'@karbor/devcloud'", JSON.stringify(entry)));
  const print = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  await import(file);
  expect(print.mock.calls).toEqual([[['web is ACTIVE']], ['some data']]);
});
