import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { GoldenState } from '../state/golden-state.js';
import { stateFolders } from '../state/state-folders.js';
import type { StateFolders } from '../state/state-folders.js';
import { newRecord, readRecord, writeRecord } from '../state/state-record.js';
import type { StateRecord } from '../state/state-record.js';
import { obtainRecord } from './obtain-record.js';

describe.skipIf(process.platform !== 'linux')('the record of a state', () => {
  let folders: StateFolders;
  beforeEach(() => {
    folders = stateFolders(mkdtempSync(join(tmpdir(), 'karbor-record-')));
  });
  afterEach(() => rmSync(folders.root, { recursive: true }));

  const obtain = (guests = false) =>
    obtainRecord({
      folders,
      golden: new GoldenState(folders, 'swift', 'one'),
      guests,
      isRunning: false,
      forget: async () => rmSync(folders.recordFile, { force: true }),
      log: () => undefined,
    });
  const writeWhole = async () => {
    const record: StateRecord = { ...(await newRecord(false)), stage: 'swift', prepared: ['mariadb'] };
    writeRecord(folders, record);
    return record;
  };

  test('is made once, and kept', async () => {
    const record = await writeWhole();
    expect(await obtain()).toEqual(record);
  });

  test('is made anew where the first start did not come to its end', async () => {
    const broken = { ...(await newRecord(false)), prepared: ['mariadb'] };
    writeRecord(folders, broken);
    const record = await obtain(true);
    expect(record).toMatchObject({ prepared: [], guests: true });
    expect(record.password).not.toBe(broken.password);
    expect(readRecord(folders)).toEqual(record);
  });

  test('holds for the kind of servers that it was made with', async () => {
    await writeWhole();
    await expect(obtain(true)).rejects.toMatchObject({ code: 'CLOUD_STATE', message: expect.stringContaining('without real guests') as string });
  });

  test('names a port that another program has taken since', async () => {
    const { ports } = await writeWhole();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(ports.keystone, '127.0.0.1', resolve));
    try {
      await expect(obtain()).rejects.toMatchObject({
        code: 'CLOUD_STATE',
        message: expect.stringContaining(`${ports.keystone} (keystone)`) as string,
      });
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
