import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const packageFolder = join(import.meta.dirname, '..');

test('the snippets of the README are a plugin and a bank that pass their tests', async () => {
  const readme = await readFile(join(packageFolder, 'README.md'), 'utf8');
  // Within the package, so that its own name leads to it.
  const parent = join(packageFolder, '.tsc-test');
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, 'readme-'));
  try {
    for (const [, name = '', snippet = ''] of readme.matchAll(/```js\n\/\/ (\S+)\n([\s\S]*?)```/g)) {
      await writeFile(join(folder, name), snippet);
    }
    const { stdout } = await promisify(execFile)(process.execPath, ['--test', '--test-reporter=tap', 'karbor.test.js'], { cwd: folder });
    expect(stdout).toMatch(/^# pass \d+$/m);
    expect(stdout).toMatch(/^# fail 0$/m);
  } finally {
    await rm(folder, { recursive: true });
  }
}, 60_000);
