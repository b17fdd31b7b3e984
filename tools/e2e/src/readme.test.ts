import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Outcome } from './karbor-process.js';
import { Operator } from './operator.js';
import { makeSmallProject } from './small-project.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
let operator: Operator;

beforeEach(async () => {
  operator = await Operator.start();
  await makeSmallProject(operator.cloud);
});
afterEach(() => operator.end());

/** The contents of a page's code blocks of a language. */
function blocks(page: string, language: string): readonly string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(([, text = '']) => text);
}

/** The commands of a page's shell blocks that start with `program`, without their comments. */
function commands(page: string, program: string): readonly string[] {
  const lines = blocks(page, 'sh').flatMap((block) => block.split('\n'));
  return lines.map((line) => line.replace(/\s+#.*$/, '').trim()).filter((line) => line.startsWith(`${program} `));
}

/** Runs all `karbor` commands of a page, one after the other, on the checkpoint that the last one made. */
async function runAll(page: string, run: (args: readonly string[]) => Promise<Outcome>): Promise<readonly string[]> {
  const clouds = { mycloud: operator.cloud.cloudConfig('demo'), another: operator.cloud.cloudConfig('alt') };
  await operator.write('clouds.yaml', JSON.stringify({ clouds }));
  let checkpoint = '';
  const lines = commands(page, 'karbor');
  for (const line of lines) {
    const args = line.replace('CHECKPOINT', checkpoint).replace('PROJECT', operator.projectId).split(' ').slice(1);
    const { code, out, err } = await run(args);
    expect({ line, code, err: code === 0 ? '' : err }).toEqual({ line, code: 0, err: '' });
    checkpoint = /^Checkpoint (\S+) is available/.exec(out)?.[1] ?? checkpoint;
  }
  return lines.map((line) => line.split(' ').slice(1, 3).join(' '));
}

test('the provider file and the commands of the README of the repository work as they stand', async () => {
  const page = await readFile(`${root}/README.md`, 'utf8');
  const [file = ''] = blocks(page, 'ini');
  expect(file).toContain('= /var/backups/karbor\n');
  await operator.write('providers.d/nightly.conf', file.replace('/var/backups/karbor', operator.path('bank')));
  const asProcess = (args: readonly string[]) => operator.start(args, { OS_CLOUD: '' }).ended;
  expect(await runAll(page, asProcess)).toEqual([
    ...['provider check', '--help', 'plan --os-cloud', 'protect --os-cloud', 'checkpoint list', 'restore CHECKPOINT', 'sweep --os-cloud'],
  ]);
});

test('the commands and the parameters of the README of the command work as they stand', async () => {
  const page = await readFile(`${root}/packages/cli/README.md`, 'utf8');
  const [another = '', parameters = ''] = blocks(page, 'yaml');
  await operator.write('another.yaml', another);
  await operator.write('restore.yaml', parameters);
  expect(await runAll(page, (args) => operator.call(args, { OS_CLOUD: '' }))).toHaveLength(11);
});

test('what the README of the repository installs and runs with npm is there', async () => {
  const page = await readFile(`${root}/README.md`, 'utf8');
  const { scripts } = JSON.parse(await readFile(`${root}/package.json`, 'utf8')) as { scripts: Record<string, string> };
  for (const command of commands(page, 'npm')) {
    const [, verb = '', ...words] = command.split(' ');
    if (verb === 'run' || verb === 'test') expect(scripts).toHaveProperty([verb === 'run' ? (words[0] ?? '') : verb]);
    else for (const name of words) expect(existsSync(`${root}/packages/${name.replace('@karbor/', '')}/package.json`)).toBe(true);
  }
  expect(commands(page, 'npm')).not.toEqual([]);
});
