import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { read, root } from './repository.js';

test("the snippet in core's README protects something", async () => {
  const [, snippet = ''] = /```ts\n([\s\S]*?)```/.exec(read('packages/core/README.md')) ?? [];
  const folder = await mkdtemp(join(tmpdir(), 'karbor-docs-'));
  const script = join(root, 'tools/docs', `snippet-${process.pid}.mjs`);
  try {
    await mkdir(join(folder, 'notes'));
    await writeFile(join(folder, 'notes', 'a.txt'), 'a note');
    await writeFile(
      join(folder, 'hello.conf'),
      `[provider]
name = Hello
id = hello
description = Notes
bank = @example/karbor-bank-hello
plugin = @example/karbor-plugin-hello

[hello_plugin]
notes_folder = ${folder}/notes

[hello_bank]
path = ${folder}/bank
`,
    );
    await writeFile(script, snippet.replace("'/etc/karbor/providers.d'", JSON.stringify(folder)));
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [script]);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^checkpoint [0-9a-f-]+ is available$/m);
  } finally {
    await rm(script, { force: true });
    await rm(folder, { recursive: true });
  }
});
