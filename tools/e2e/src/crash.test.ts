import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeDifferences, destroyEverything, fingerprint } from '@karbor/demo';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { killAt, runUntil } from './interrupted.js';
import type { KarborProcess } from './karbor-process.js';
import { leftIn } from './left-in-cloud.js';
import { Operator } from './operator.js';
import type { Item } from './operator.js';
import { makeSmallProject } from './small-project.js';

interface Sweep {
  readonly operations: readonly { readonly id: string; readonly status: string; readonly owner: string; readonly effects: readonly unknown[] }[];
}

let operator: Operator;
let db: string;
let before: Awaited<ReturnType<typeof leftIn>>;
const bytesOfImage = { service: 'image', method: 'GET', path: '/file' } as const;
const makesServer = { service: 'compute', method: 'POST', path: /servers$/ } as const;

beforeEach(async () => {
  operator = await Operator.start();
  db = `OS::Nova::Server#${(await makeSmallProject(operator.cloud)).dbId}`;
  before = await leftIn(operator.cloud);
});
afterEach(() => operator.end());

/** What a sweep would do. */
async function left(): Promise<Sweep['operations']> {
  const { out } = await operator.call(['sweep', '--dry-run', '--json']);
  return (JSON.parse(out) as Sweep).operations;
}

/** Resolves when a command says that it waits for another operation. */
function waits({ child }: KarborProcess): Promise<void> {
  return new Promise((resolve) => {
    child.stderr.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('… waiting: ')) resolve();
    });
  });
}

describe('a protect that is killed while bytes move', () => {
  test('is found and cleaned by a sweep', async () => {
    await killAt(operator, ['protect', '--resource', db], bytesOfImage);
    const [one, ...others] = await left();
    expect(others).toEqual([]);
    expect(one).toMatchObject({ operation: 'protect', status: 'left', owner: 'gone' });
    expect(one?.effects).not.toEqual([]);
    expect(await operator.run('sweep')).toMatch(/ is released\.\n$/);
    expect(await leftIn(operator.cloud)).toEqual(before);
    expect(await operator.newest()).toMatchObject({ status: 'error' });
    expect(await left()).toEqual([]);
  });

  test('goes on, and what it has stored is restored byte by byte', async () => {
    const { cloud, projectId } = operator;
    const wanted = await fingerprint(cloud, projectId);
    await killAt(operator, ['protect', '--project'], bytesOfImage);
    const { id, status } = await operator.newest();
    expect(status).toBe('protecting');
    expect(await operator.run('checkpoint', 'resume', id)).toBe(`Checkpoint ${id} is available: 7 resources.\n`);
    expect(await leftIn(cloud)).toEqual(before);
    expect(await left()).toEqual([]);
    await operator.json('checkpoint', 'verify', id);
    await destroyEverything(cloud);
    await operator.json('restore', id);
    expect(describeDifferences(wanted, await fingerprint(cloud, projectId))).toEqual([]);
  });

  test('is gone on with by one of two processes that try at once', async () => {
    await killAt(operator, ['protect', '--resource', db], bytesOfImage);
    const { id } = await operator.newest();
    const resume = () => operator.start(['checkpoint', 'resume', id]).ended;
    const ends = await Promise.all([resume(), resume()]);
    expect(ends.filter(({ code }) => code === 0)).toHaveLength(1);
    const [loser] = ends.filter(({ code }) => code !== 0);
    expect(loser?.err).toMatch(/KARBOR_(RESOURCE_HELD|OPERATION_RUNNING|CHECKPOINT_BUSY|CHECKPOINT_OVERTAKEN|CHECKPOINT_STATUS)/);
    expect(await operator.json('checkpoint', 'verify', id)).toMatchObject({ status: 'done' });
    expect(await leftIn(operator.cloud)).toEqual(before);
    expect(await left()).toEqual([]);
  });
});

describe('a restore that is killed while it makes servers', () => {
  let wanted: Awaited<ReturnType<typeof fingerprint>>;
  let said: string;

  beforeEach(async () => {
    const { cloud, projectId } = operator;
    wanted = await fingerprint(cloud, projectId);
    const { id } = await operator.json<Item>('protect', '--project');
    await destroyEverything(cloud);
    before = await leftIn(cloud);
    said = await killAt(operator, ['restore', id], makesServer);
  });

  test('goes on by the id that it said at its start', async () => {
    const { cloud, projectId } = operator;
    const [, operationId = ''] = /^restore: checkpoint \S+, operation (\S+)$/m.exec(said) ?? [];
    expect((await left()).map(({ id }) => id)).toEqual([operationId]);
    const document = await operator.json<{ mapping: Record<string, string> }>('restore', '--resume', operationId);
    expect(document).toMatchObject({ operation: 'restore', status: 'done', resources: 7 });
    expect(Object.keys(document.mapping)).toContain(db);
    expect(describeDifferences(wanted, await fingerprint(cloud, projectId))).toEqual([]);
    expect(await left()).toEqual([]);
  });

  test('is taken back by a sweep', async () => {
    expect(await leftIn(operator.cloud)).not.toEqual(before);
    expect(await operator.run('sweep')).toMatch(/^The restore of checkpoint .* is released\.$/m);
    expect(await leftIn(operator.cloud)).toEqual(before);
    expect(await left()).toEqual([]);
  });
});

test('an operation of which one look cannot tell whether its process is gone is not said to be left', async () => {
  const { child, ended } = await runUntil(operator, ['protect', '--resource', db], bytesOfImage);
  const files = await readdir(operator.path('bank'), { recursive: true, withFileTypes: true });
  const [lease] = files.filter((entry) => entry.isFile() && entry.parentPath.includes('leases'));
  const path = join(lease?.parentPath ?? '', lease?.name ?? '');
  const bytes = await readFile(path);
  // A lease that cannot be read tells no more than one of another machine.
  await writeFile(path, '{}');
  const { code, out, err } = await operator.call(['sweep', '--dry-run']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^The protect of checkpoint \S+ .* may be worked on elsewhere: a sweep watches its lease first, until that is certain\.$/m);
  expect(await left()).toMatchObject([{ operation: 'protect', status: 'unknown', owner: 'unknown' }]);
  await writeFile(path, bytes);
  child.kill('SIGKILL');
  await ended;
});

describe('a second protect of a server that is being protected', () => {
  test('is told by which operation, and waits for it when asked to', async () => {
    const first = await runUntil(operator, ['protect', '--resource', db, '--events'], bytesOfImage);
    const [running] = await left();
    expect(running).toMatchObject({ status: 'running', owner: 'alive' });

    const refused = await operator.start(['protect', '--resource', db]).ended;
    expect(refused.code).toBe(1);
    expect(refused.err).toContain(`${db} is held by operation ${running?.id ?? ''} (protect of checkpoint `);
    expect(refused.err).toMatch(/With --wait it is waited for\. \[KARBOR_OPERATION_FAILED\]\n$/);
    expect(await operator.run('sweep')).toMatch(/ is left alone: somebody works on it\.\n$/);

    const second = operator.start(['protect', '--resource', db, '--wait']);
    const err = await doesWellAfter(first, second);
    expect(err).toContain(`is held by operation ${running?.id ?? ''} `);
    expect(await leftIn(operator.cloud)).toEqual(before);
  });
});

describe('a delete of a checkpoint that is being protected', () => {
  let first: KarborProcess;
  let id: string;

  beforeEach(async () => {
    first = await runUntil(operator, ['protect', '--resource', db], bytesOfImage);
    ({ id } = await operator.newest());
  });

  test('is told by which operation, and waits for its end when asked to', async () => {
    const [running] = await left();
    const refused = await operator.start(['checkpoint', 'delete', id]).ended;
    expect(refused.code).toBe(1);
    expect(refused.err).toContain(`operation ${running?.id ?? ''} (protect, since `);
    expect(refused.err).toMatch(/With --wait it is waited for; .* \[KARBOR_OPERATION_RUNNING\]\n$/);

    const second = operator.start(['checkpoint', 'delete', id, '--wait']);
    await doesWellAfter(first, second);
    expect(await leftIn(operator.cloud)).toEqual(before);
    expect(await left()).toEqual([]);
  });

  test('stops it with --cancel, and leaves nothing of it', async () => {
    const second = operator.start(['checkpoint', 'delete', id, '--cancel']);
    await waits(second);
    operator.cloud.faults.clear();
    const [{ err }, { code, err: said }] = await Promise.all([first.ended, second.ended]);
    expect(err).toContain('KARBOR_CHECKPOINT_OVERTAKEN');
    expect({ code, said }).toEqual({ code: 0, said });
    expect(await leftIn(operator.cloud)).toEqual(before);
    expect(await left()).toEqual([]);
    const stored = await readdir(operator.path('bank'), { recursive: true, withFileTypes: true });
    const files = stored.filter((one) => one.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    expect(files.filter((file) => !/\/d-(epochs|ends)\/|\/karbor-bank-fs\.json$/.test(file))).toEqual([]);
  });
});

/** Cancels the first, for which the second waits; gives what the second says. */
async function doesWellAfter(first: KarborProcess, second: KarborProcess): Promise<string> {
  await waits(second);
  first.child.kill('SIGINT');
  operator.cloud.faults.clear();
  expect((await first.ended).code).toBe(130);
  const { code, err } = await second.ended;
  expect({ code, err }).toEqual({ code: 0, err });
  return err;
}
