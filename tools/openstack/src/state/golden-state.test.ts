import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { GoldenState } from './golden-state.js';
import { stateFolders } from './state-folders.js';
import type { StateFolders } from './state-folders.js';

describe.skipIf(process.platform !== 'linux')('a golden state', () => {
  let folders: StateFolders;
  let file: string;
  beforeEach(() => {
    folders = stateFolders(mkdtempSync(join(tmpdir(), 'karbor-golden-')));
    file = join(folders.prepared, 'mariadb', 'data');
    mkdirSync(join(folders.prepared, 'mariadb'), { recursive: true });
    writeFileSync(folders.recordFile, '{}');
    writeFileSync(file, 'as it was');
  });
  afterEach(() => rmSync(folders.root, { recursive: true }));

  const lose = () => {
    rmSync(folders.prepared, { recursive: true });
    rmSync(folders.recordFile);
  };

  test('brings back what was prepared', async () => {
    const golden = new GoldenState(folders, 'swift', 'one');
    await golden.take();
    golden.keep();
    writeFileSync(file, 'changed since');
    lose();
    expect(await golden.restore()).toBe(true);
    expect(readFileSync(file, 'utf8')).toBe('as it was');
    expect(existsSync(folders.recordFile)).toBe(true);
  });

  test('does not count before it was kept', async () => {
    const golden = new GoldenState(folders, 'swift', 'one');
    expect(await golden.restore()).toBe(false);
    await golden.take();
    expect(await golden.restore()).toBe(false);
  });

  test('takes the place of that of other packages, and not of that of another stage', async () => {
    const [old, now, other] = [
      new GoldenState(folders, 'swift', 'one'),
      new GoldenState(folders, 'swift', 'two'),
      new GoldenState(folders, 'nova', 'one'),
    ];
    for (const golden of [old, other, now]) {
      await golden.take();
      golden.keep();
    }
    expect(await old.restore()).toBe(false);
    expect(await now.restore()).toBe(true);
    expect(await other.restore()).toBe(true);
  });
});
