import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { identify } from '../processes/process-identity.js';
import type { ProcessIdentity } from '../processes/process-identity.js';
import { ProcessRecords } from '../processes/process-records.js';
import { stateFolders } from '../state/state-folders.js';
import { status } from './status.js';

describe.skipIf(process.platform !== 'linux')('a cloud that never came up', () => {
  let stateDir: string;
  beforeEach(() => {
    stateDir = join(mkdtempSync(join(tmpdir(), 'karbor-status-')), 'state');
  });
  afterEach(() => rmSync(join(stateDir, '..'), { recursive: true }));

  test('is shown as such, and nothing is made', () => {
    expect(status({ stateDir })).toEqual({ stateDir, condition: 'never brought up', running: new Map(), missing: [], cloud: undefined });
    expect(existsSync(stateDir)).toBe(false);
  });

  test('shows what a first start that was killed has left', () => {
    const own = identify(process.pid) as ProcessIdentity;
    new ProcessRecords(stateFolders(stateDir).run).write({ ...own, name: 'mariadb', startedAt: Date.now() });
    expect(status({ stateDir })).toMatchObject({ condition: 'partly up', running: new Map([['mariadb', process.pid]]), cloud: undefined });
  });
});
