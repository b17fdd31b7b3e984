import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Operator } from './operator.js';
import { makeSmallProject } from './small-project.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
let operator: Operator;
let readme: string;

beforeAll(async () => {
  operator = await Operator.start();
  await makeSmallProject(operator.cloud);
  readme = await readFile(`${root}/README.md`, 'utf8');
});
afterAll(() => operator.end());

/** The contents of the README's code blocks of a language. */
function blocks(language: string): readonly string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(([, text = '']) => text);
}

/** The commands of the README's shell blocks that start with `program`, without their comments. */
function commands(program: string): readonly string[] {
  const lines = blocks('sh').flatMap((block) => block.split('\n'));
  return lines.map((line) => line.replace(/\s+#.*$/, '').trim()).filter((line) => line.startsWith(`${program} `));
}

test('the provider file and the commands of the README work as they stand', async () => {
  const [file = ''] = blocks('ini');
  expect(file).toContain('= /var/backups/karbor\n');
  await operator.write('providers.d/nightly.conf', file.replace('/var/backups/karbor', operator.path('bank')));
  await operator.write('clouds.yaml', JSON.stringify({ clouds: { mycloud: operator.cloud.cloudConfig('demo') } }));

  let checkpoint = '';
  const lines = commands('karbor');
  for (const line of lines) {
    const args = line.replace('CHECKPOINT', checkpoint).split(' ').slice(1);
    const { code, out, err } = await operator.start(args, { OS_CLOUD: '' }).ended;
    expect({ line, code, err: code === 0 ? '' : err }).toEqual({ line, code: 0, err: '' });
    checkpoint = /^Checkpoint (\S+) is available/.exec(out)?.[1] ?? checkpoint;
  }
  const used = lines.map((line) => line.split(' ').slice(1, 3).join(' '));
  expect(used).toEqual(
    ['provider check', '--help', 'plan --os-cloud', 'protect --os-cloud', 'checkpoint list', 'restore CHECKPOINT'],
  );
});

test('what the README installs and runs with npm is there', async () => {
  const { scripts } = JSON.parse(await readFile(`${root}/package.json`, 'utf8')) as { scripts: Record<string, string> };
  for (const command of commands('npm')) {
    const [, verb = '', ...words] = command.split(' ');
    if (verb === 'run' || verb === 'test') expect(scripts).toHaveProperty([verb === 'run' ? (words[0] ?? '') : verb]);
    else for (const name of words) expect(existsSync(`${root}/packages/${name.replace('@karbor/', '')}/package.json`)).toBe(true);
  }
  expect(commands('npm')).not.toEqual([]);
});
