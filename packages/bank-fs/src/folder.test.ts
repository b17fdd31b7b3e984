import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import bankFs from './index.js';
import { filesIn, keysOf, newFolder, openBank } from './temporary-bank.fixture.js';

const bytes = Buffer.from('some bytes');
const mode = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

describe('the folder of a bank', () => {
  test('is made when it is missing, for its user only', async () => {
    const folder = join(await newFolder(), 'not', 'yet');
    await (await openBank(folder)).putObject('a/B', bytes);
    expect(await filesIn(folder)).toEqual(['karbor-bank-fs.json', 'objects', 'objects/d-a', 'objects/d-a/o-%42', 'temporary']);
    for (const path of ['..', '.', 'objects', 'objects/d-a', 'temporary']) expect(await mode(join(folder, path))).toBe('700');
    for (const path of ['karbor-bank-fs.json', 'objects/d-a/o-%42']) expect(await mode(join(folder, path))).toBe('600');
    expect(await readFile(join(folder, 'objects/d-a/o-%42'))).toEqual(bytes);
  });

  test('may be a link, and hold other things', async () => {
    const parent = await newFolder();
    await mkdir(join(parent, 'real', 'lost+found'), { recursive: true });
    await symlink('real', join(parent, 'link'));
    const bank = await openBank(join(parent, 'link'));
    await bank.putObject('a', bytes);
    expect(Buffer.from(await (await openBank(join(parent, 'real'))).getObject('a'))).toEqual(bytes);
  });

  test('is refused in a layout of another version', async () => {
    const folder = await newFolder();
    await openBank(folder);
    await writeFile(join(folder, 'karbor-bank-fs.json'), '{"format":"karbor-bank-fs","version":2}\n');
    await expect(openBank(folder)).rejects.toMatchObject({ code: 'KARBOR_FORMAT_UNSUPPORTED' });
  });

  test('has no empty folders after its last objects are deleted', async () => {
    const folder = await newFolder();
    const bank = await openBank(folder);
    const keys = ['a/b/c', 'a/b/d', 'a', `${'x'.repeat(300)}/y`];
    for (const key of keys) await bank.putObject(key, bytes);
    await bank.deleteObject('a/b/c');
    expect(await readdir(join(folder, 'objects/d-a/d-b'))).toEqual(['o-d']);
    for (const key of keys) await bank.deleteObject(key);
    expect(await filesIn(join(folder, 'objects'))).toEqual([]);
  });

  test('that goes away is told from a bank without objects', async () => {
    const folder = join(await newFolder(), 'bank');
    const bank = await openBank(folder);
    await bank.putObject('a/b', bytes);
    await rename(folder, `${folder}-elsewhere`);
    const missing = { code: 'KARBOR_BANK_FOLDER_MISSING' };
    await expect(bank.getObject('a/b')).rejects.toMatchObject(missing);
    await expect(bank.deleteObject('a/b')).rejects.toMatchObject(missing);
    await expect(keysOf(bank)).rejects.toMatchObject(missing);
    await expect(bank.putObject('a/b', bytes)).rejects.toMatchObject(missing);
    await rename(`${folder}-elsewhere`, folder);
    expect(await keysOf(bank)).toEqual(['a/b']);
  });
});

describe('temporary files', () => {
  /** The name under which a process of this machine would write, taken from one that stood still. */
  async function temporaryNameOf(processId: number): Promise<string> {
    const folder = await newFolder();
    const bank = await openBank(folder);
    const put = bank.putObject('a', Buffer.alloc(4 * 2 ** 20));
    let name: string | undefined;
    while (name === undefined) [name] = await readdir(join(folder, 'temporary'));
    await put;
    return name.replace(`-${process.pid}-`, `-${processId}-`);
  }

  test('of dead processes and those of a day ago are removed, no others', async () => {
    const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await once(child, 'close');
    const folder = await newFolder();
    await openBank(folder);
    const living = await temporaryNameOf(process.pid);
    const dead = await temporaryNameOf(child.pid ?? 0);
    const elsewhere = `0123456789abcdef-1-${living.slice(-36)}`;
    const old = `0123456789abcdef-2-${living.slice(-36)}`;
    const foreign = 'notes.txt';
    for (const name of [living, dead, elsewhere, old, foreign]) await writeFile(join(folder, 'temporary', name), 'part');
    const yesterday = new Date(Date.now() - 25 * 3_600_000);
    for (const name of [old, foreign]) await utimes(join(folder, 'temporary', name), yesterday, yesterday);
    const bank = await openBank(folder);
    expect(await filesIn(join(folder, 'temporary'))).toEqual([living, elsewhere, foreign].sort());
    expect(await keysOf(bank)).toEqual([]);
  });

  test('are not left behind by a put that fails', async () => {
    const folder = await newFolder();
    const bank = await openBank(folder);
    await bank.putObject('a', bytes);
    await expect(bank.putObject('a', bytes, { ifAbsent: true })).rejects.toMatchObject({ code: 'KARBOR_OBJECT_EXISTS' });
    await mkdir(join(folder, 'objects', 'o-folder'));
    await expect(bank.putObject('folder', bytes)).rejects.toMatchObject({ code: 'KARBOR_BANK_ENTRY_FOREIGN' });
    expect(await filesIn(join(folder, 'temporary'))).toEqual([]);
  });
});

describe('what could leave the folder is refused:', () => {
  const foreign = { code: 'KARBOR_BANK_ENTRY_FOREIGN' };

  test.each(['../a', 'a/../../b', '/a', 'a//b', '.', '..', '', 'a/', 'nul\0', 'a\n', `a${'/a'.repeat(512)}`])('the key %j', async (key) => {
    const parent = await newFolder();
    const bank = await openBank(join(parent, 'bank'));
    const before = await filesIn(parent);
    const invalid = { code: 'KARBOR_KEY_INVALID' };
    await expect(bank.putObject(key, bytes)).rejects.toMatchObject(invalid);
    await expect(bank.getObject(key)).rejects.toMatchObject(invalid);
    await expect(bank.deleteObject(key)).rejects.toMatchObject(invalid);
    expect(await filesIn(parent)).toEqual(before);
  });

  test.each(['../', '../../', '/', '..', './'])('nothing is listed with the prefix %j', async (prefix) => {
    const bank = await openBank(await newFolder());
    await bank.putObject('a', bytes);
    expect(await keysOf(bank, prefix)).toEqual([]);
  });

  test.each(['d-a', 'd-a/d-b'])('a link at %s to a folder elsewhere', async (place) => {
    const elsewhere = await newFolder();
    await mkdir(join(elsewhere, 'd-c'));
    await writeFile(join(elsewhere, 'd-c', 'o-key'), 'secret');
    const folder = await newFolder();
    const bank = await openBank(folder);
    await bank.putObject('a/z', bytes);
    if (place === 'd-a') await rm(join(folder, 'objects', 'd-a'), { recursive: true });
    await symlink(elsewhere, join(folder, 'objects', place));
    const key = place === 'd-a' ? 'a/c/key' : 'a/b/c/key';
    await expect(bank.getObject(key)).rejects.toMatchObject(foreign);
    await expect(bank.putObject(key, bytes)).rejects.toMatchObject(foreign);
    await expect(bank.putObject(`${key}/new/folders`, bytes)).rejects.toMatchObject(foreign);
    await expect(bank.deleteObject(key)).rejects.toMatchObject(foreign);
    await expect(keysOf(bank)).rejects.toMatchObject(foreign);
    await expect(keysOf(bank, key.slice(0, -3))).rejects.toMatchObject(foreign);
    expect(await filesIn(elsewhere)).toEqual(['d-c', 'd-c/o-key']);
    expect(await readFile(join(elsewhere, 'd-c', 'o-key'), 'utf8')).toBe('secret');
  });

  test('a link that leads nowhere, where a folder is to be made', async () => {
    const parent = await newFolder();
    const bank = await openBank(join(parent, 'bank'));
    await symlink(join(parent, 'nowhere'), join(parent, 'bank', 'objects', 'd-a'));
    await expect(bank.putObject('a/b', bytes)).rejects.toMatchObject(foreign);
    expect(await readdir(parent)).toEqual(['bank']);
  });

  test('a link in the place of an object, which is neither read nor written through', async () => {
    const folder = await newFolder();
    const secret = join(await newFolder(), 'secret');
    await writeFile(secret, 'secret');
    const bank = await openBank(folder);
    await symlink(secret, join(folder, 'objects', 'o-a'));
    await expect(bank.getObject('a')).rejects.toMatchObject(foreign);
    await bank.putObject('a', bytes);
    expect(await readFile(secret, 'utf8')).toBe('secret');
    expect(Buffer.from(await bank.getObject('a'))).toEqual(bytes);
  });

  test.each(['objects', 'temporary'])('a link in the place of the folder %s', async (name) => {
    const folder = await newFolder();
    await symlink(await newFolder(), join(folder, name));
    await expect(openBank(folder)).rejects.toMatchObject(foreign);
  });
});

test.each(['', 'relative/path', './x', '~/bank', '/nul\0'])('a path %j is no path of a bank', async (path) => {
  const result = await bankFs.configSchema?.['~standard'].validate({ file_system_bank_path: path });
  expect(result?.issues).toHaveLength(1);
});
