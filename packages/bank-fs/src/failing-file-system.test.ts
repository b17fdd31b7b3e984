import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { keysOf, newFolder, openBank } from './temporary-bank.fixture.js';

const bytes = Buffer.from('some bytes');
const run = promisify(execFile);
const isRoot = process.geteuid?.() === 0;

/** Whether this user may mount a file system of its own: on Linux, root outside of most containers. */
const canMount = await (async () => {
  const folder = await newFolder();
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'karbor-test', folder]);
    await run('umount', [folder]);
    return true;
  } catch {
    return false;
  }
})();

/** Runs a test on a small file system of its own. */
async function onSmallFileSystem(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await newFolder();
  await run('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=700', 'karbor-test', folder]);
  try {
    await body(folder);
  } finally {
    await run('umount', [folder]);
  }
}

/** Runs as a user that has no rights beyond those of its files. */
async function asNobody(body: () => Promise<void>): Promise<void> {
  if (!isRoot) return body();
  process.seteuid?.(65_534);
  try {
    await body();
  } finally {
    process.seteuid?.(0);
  }
}

describe('a path that is no folder', () => {
  test('because a file is there or on the way, is told', async () => {
    const file = join(await newFolder(), 'file');
    await writeFile(file, '');
    const expected = { code: 'KARBOR_BANK_NOT_A_FOLDER', message: expect.stringContaining(file) as string };
    await expect(openBank(file)).rejects.toMatchObject(expected);
    await expect(openBank(join(file, 'bank'))).rejects.toMatchObject(expected);
  });

  test('because a link leads nowhere, is told', async () => {
    const folder = await newFolder();
    const link = join(folder, 'link');
    await run('ln', ['-s', join(folder, 'nowhere'), link]);
    await expect(openBank(link)).rejects.toMatchObject({ code: 'KARBOR_BANK_NOT_A_FOLDER' });
  });

  test('because its parents cannot be made, is told', async () => {
    await expect(openBank('/proc/karbor/bank')).rejects.toMatchObject({ code: 'KARBOR_BANK_FAILED', details: { path: '/proc/karbor' } });
  });

  test('because it is too long, is told', async () => {
    await expect(openBank(join(await newFolder(), 'x'.repeat(5000)))).rejects.toMatchObject({ code: 'KARBOR_BANK_PATH_TOO_LONG' });
  });
});

test('a folder of another user is told, and its objects stay', async () => {
  const folder = await newFolder();
  const bank = await openBank(join(folder, 'bank'));
  await bank.putObject('a/b', bytes);
  if (!isRoot) await chmod(join(folder, 'bank'), 0);
  const expected = { code: 'KARBOR_BANK_ACCESS_DENIED', message: expect.stringContaining(folder) as string };
  await asNobody(async () => {
    await expect(openBank(join(folder, 'bank'))).rejects.toMatchObject(expected);
    await expect(bank.getObject('a/b')).rejects.toMatchObject(expected);
    await expect(bank.putObject('a/b', bytes)).rejects.toMatchObject(expected);
    await expect(bank.deleteObject('a/b')).rejects.toMatchObject(expected);
    await expect(keysOf(bank)).rejects.toMatchObject(expected);
  });
  if (!isRoot) await chmod(join(folder, 'bank'), 0o700);
  expect(await keysOf(bank)).toEqual(['a/b']);
});

test('a file in the place of a folder is told', async () => {
  const folder = await newFolder();
  const bank = await openBank(folder);
  await writeFile(join(folder, 'objects', 'd-a'), '');
  const expected = { code: 'KARBOR_BANK_NOT_A_FOLDER' };
  await expect(bank.putObject('a/b', bytes)).rejects.toMatchObject(expected);
  await expect(bank.getObject('a/b')).rejects.toMatchObject(expected);
});

describe.skipIf(!canMount)('on a file system of its own (needs the right to mount)', () => {
  test('a full one refuses what does not fit, keeps what is there and takes more when there is room', () =>
    onSmallFileSystem(async (folder) => {
      const bank = await openBank(folder);
      await bank.putObject('first', Buffer.alloc(400_000, 1));
      const full = { code: 'KARBOR_BANK_FULL', retryable: false, message: expect.stringContaining(folder) as string };
      await expect(bank.putObject('second/a', Buffer.alloc(800_000, 2))).rejects.toMatchObject(full);
      await expect(bank.putObject('first', Buffer.alloc(800_000, 3))).rejects.toMatchObject(full);
      await expect(bank.putObject('first', Buffer.alloc(800_000, 3), { ifAbsent: true })).rejects.toMatchObject(full);
      expect(await readdir(join(folder, 'temporary'))).toEqual([]);
      expect(await readdir(join(folder, 'objects'))).toEqual(['o-first']);
      expect(Buffer.from(await bank.getObject('first')).equals(Buffer.alloc(400_000, 1))).toBe(true);
      await bank.deleteObject('first');
      await bank.putObject('second/a', Buffer.alloc(800_000, 2));
      expect(await keysOf(bank)).toEqual(['second/a']);
    }));

  test('a read-only one can be read and is not changed', () =>
    onSmallFileSystem(async (folder) => {
      await (await openBank(folder)).putObject('a/b', bytes);
      await run('mount', ['-o', 'remount,ro', folder]);
      const bank = await openBank(folder);
      expect(await keysOf(bank)).toEqual(['a/b']);
      expect(Buffer.from(await bank.getObject('a/b'))).toEqual(bytes);
      const readOnly = { code: 'KARBOR_BANK_READ_ONLY', message: expect.stringContaining(folder) as string };
      await expect(bank.putObject('a/b', bytes)).rejects.toMatchObject(readOnly);
      await expect(bank.deleteObject('a/b')).rejects.toMatchObject(readOnly);
      await expect(openBank(join(folder, 'new'))).rejects.toMatchObject(readOnly);
    }));

  test('one that is unmounted is not taken for an empty bank', async () => {
    const kept: Awaited<ReturnType<typeof openBank>>[] = [];
    const mountPoints: string[] = [];
    await onSmallFileSystem(async (folder) => {
      const bank = await openBank(folder);
      await bank.putObject('a', bytes);
      kept.push(bank);
      mountPoints.push(folder);
    });
    const [bank] = kept;
    const [folder = ''] = mountPoints;
    await mkdir(join(folder, 'temporary'));
    await expect(keysOf(bank!)).rejects.toMatchObject({ code: 'KARBOR_BANK_FOLDER_MISSING' });
    await expect(bank!.putObject('a', bytes)).rejects.toMatchObject({ code: 'KARBOR_BANK_FOLDER_MISSING' });
  });
});
