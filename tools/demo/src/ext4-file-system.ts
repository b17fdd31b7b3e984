import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { randomBytes } from './random-bytes.js';

/** A file system with files in it, or `undefined` where mke2fs is not installed. */
export async function ext4FileSystem(size: number): Promise<Uint8Array | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'karbor-demo-ext4-'));
  try {
    const content = join(folder, 'content');
    await mkdir(content);
    await writeFile(join(content, 'hello.txt'), 'This file has been on a volume, in a bank, and back.\n');
    await writeFile(join(content, 'upload.bin'), randomBytes(6, Math.floor(size * 0.7)));
    const disk = join(folder, 'disk');
    await writeFile(disk, '');
    await truncate(disk, size);
    await promisify(execFile)('mke2fs', ['-q', '-t', 'ext4', '-d', content, disk], {
      env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` },
    });
    return await readFile(disk);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  } finally {
    await rm(folder, { recursive: true });
  }
}
