import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { CloudConfig } from '../api/devcloud.js';
import { parseServeArguments } from './arguments.js';

let folder: string;
let child: ChildProcess | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'devcloud-serve-'));
});
afterEach(async () => {
  child?.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** The built program, as `nx run devcloud:serve` starts it. */
const serve = (...argv: string[]): { ready: Promise<string>; ended: Promise<Ended> } => {
  const program = spawn(process.execPath, [
    fileURLToPath(new URL('../../dist/cli/serve.js', import.meta.url)),
    ...argv,
  ]);
  child = program;
  let [output, errors] = ['', ''];
  const ready = new Promise<string>((resolve) => {
    program.stdout.on('data', (text: Buffer) => {
      output += text.toString();
      if (output.includes('clouds:')) resolve(output);
    });
  });
  program.stderr.on('data', (text: Buffer) => (errors += text.toString()));
  const ended = new Promise<Ended>((resolve) => program.on('close', (code) => resolve({ code, output, errors })));
  return { ready, ended };
};

it('prints and writes a clouds.yaml, and stops on a signal', async () => {
  const file = join(folder, 'clouds.yaml');
  const { ready, ended } = serve('--folder', join(folder, 'state'), '--write-clouds-yaml', file, '--project', 'blue');
  const { clouds } = parse(await ready) as { clouds: Record<string, CloudConfig> };
  expect(Object.keys(clouds)).toEqual(['admin', 'blue']);
  expect(parse(await readFile(file, 'utf8'))).toEqual({ clouds });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const address = clouds['blue']?.auth.auth_url ?? '';
  expect(new URL(address).hostname).toBe('127.0.0.1');
  expect((await fetch(address)).status).toBe(200);
  child?.kill('SIGTERM');
  expect(await ended).toMatchObject({ code: 0, errors: '' });
});

it('explains itself and what it does not understand', async () => {
  expect(await serve('--help').ended).toMatchObject({
    code: 0,
    output: expect.stringContaining('--volume-bytes-per-gigabyte') as string,
  });
  const wrong = await serve('--port', 'http').ended;
  expect(wrong).toMatchObject({
    code: 2,
    errors: 'devcloud: --port takes a whole number from 0 to 65535, not http.\n',
  });
});

it('reads sizes', () => {
  const scale = (text: string): number | undefined =>
    parseServeArguments(['--volume-bytes-per-gigabyte', text]).options.volumeBytesPerGigabyte;
  expect([scale('1000'), scale('32MiB'), scale('1GiB')]).toEqual([1000, 32 * 1024 ** 2, 1024 ** 3]);
  for (const text of ['0', '-1', '32MB', 'much'])
    expect(() => scale(text), text).toThrow('--volume-bytes-per-gigabyte');
  expect(parseServeArguments([]).options.volumeBytesPerGigabyte).toBe(1024 ** 3);
});
