import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { identify, isAlive, isGroupAlive } from './process-identity.js';
import { ProcessRecords } from './process-records.js';
import { startProcess } from './start-process.js';
import { stopProcess } from './stop-process.js';

describe.skipIf(process.platform !== 'linux')('processes', () => {
  let folder: string;
  let records: ProcessRecords;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'karbor-processes-'));
    records = new ProcessRecords(join(folder, 'run'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const logFile = () => join(folder, 'log');
  const start = (script: string) =>
    startProcess(
      {
        name: 'one',
        command: ['/bin/sh', '-c', script],
        environment: { PATH: '/usr/bin:/bin', WORD: 'hello' },
        logFile: logFile(),
        workingFolder: folder,
      },
      records,
    );
  const logged = async (text: string) => {
    while (!readFileSync(logFile(), 'utf8').includes(text)) await delay(10);
  };

  test('a process gets its environment, its log and a record, and ends when asked', async () => {
    await start('echo "$WORD $HOME."; exec sleep 60');
    await logged('hello .');
    const record = records.read('one')!;
    expect(isAlive(record)).toBe(true);
    await stopProcess(record);
    expect(isAlive(record)).toBe(false);
  });

  test('what does not end when asked is killed, with its children', async () => {
    await start(`trap '' TERM; sleep 60 & echo child $!; wait; sleep 60`);
    await logged('child');
    const child = identify(Number(/child (\d+)/.exec(readFileSync(logFile(), 'utf8'))![1]))!;
    await stopProcess(records.read('one')!, 50);
    expect(isAlive(child)).toBe(false);
  });

  test('children of a process that died are found and killed', async () => {
    await start('sleep 60 & echo child $!; exit 1');
    await logged('child');
    const record = records.read('one')!;
    while (isAlive(record)) await delay(10);
    expect(isGroupAlive(record)).toBe(true);
    await stopProcess(record);
    expect(isGroupAlive(record)).toBe(false);
  });

  test('a program that is not there is named', async () => {
    const launch = { name: 'two', command: ['/not/there'] as const, environment: {}, logFile: logFile(), workingFolder: folder };
    await expect(startProcess({ ...launch, command: ['/not/there'] }, records)).rejects.toMatchObject({
      code: 'CLOUD_SERVICE_FAILED',
      message: expect.stringContaining('/not/there') as string,
    });
    expect(records.list()).toEqual([]);
  });
});
