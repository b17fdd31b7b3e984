import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { identify } from '../processes/process-identity.js';
import { stateFolders } from './state-folders.js';
import type { StateFolders } from './state-folders.js';
import { withStateLock } from './state-lock.js';

describe.skipIf(process.platform !== 'linux')('the lock of a state', () => {
  let folders: StateFolders;
  beforeEach(() => {
    folders = stateFolders(mkdtempSync(join(tmpdir(), 'karbor-lock-')));
  });
  afterEach(() => rmSync(folders.root, { recursive: true }));
  const work = async () => 'done';

  test('keeps a second one out, and is gone after the first', async () => {
    await withStateLock(folders, async () => {
      await expect(withStateLock(folders, work)).rejects.toMatchObject({ code: 'CLOUD_BUSY' });
    });
    expect(existsSync(folders.lockFile)).toBe(false);
    expect(await withStateLock(folders, work)).toBe('done');
  });

  test.each([JSON.stringify({ ...identify(process.pid), startTime: '1' }), ''])('of a process that was killed counts for nothing: %s', async (text) => {
    writeFileSync(folders.lockFile, text);
    expect(await withStateLock(folders, work)).toBe('done');
  });
});
