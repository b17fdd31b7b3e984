import { faultyBank, memoryBank } from '@karbor/plugin-sdk/testing';
import { describe, expect, test, vi } from 'vitest';
import { openBank } from '../bank/bank.js';
import { sealRecord } from '../bank/record.js';
import { collect } from '../collect.js';
import { claim, identityOf, owner, stranger } from './checkpoint.fixture.js';
import { endEpoch } from './epoch.js';
import { listCheckpoints } from './list-checkpoints.js';
import { readCheckpoint } from './read-checkpoint.js';
import { writeManifest } from './write-manifest.js';

const code = (expected: string) => expect.objectContaining({ code: expected }) as unknown;
const hash = 'f'.repeat(64);

/** How many calls for the index the end of a delete makes. */
async function callsToDelete(): Promise<number> {
  const bank = faultyBank(memoryBank());
  await endEpoch(await claim(openBank(bank), 'c1'), { status: 'error', errors: [] });
  const epoch = await claim(openBank(bank), 'c1', { operation: 'delete' });
  const before = bank.count({ key: /^index\// });
  await endEpoch(epoch, { status: 'deleted', errors: [] });
  return bank.count({ key: /^index\// }) - before;
}

describe('claiming and ending', () => {
  test('a checkpoint is protecting, then available, then deleting, then deleted', async () => {
    const bank = openBank(memoryBank());
    const first = await claim(bank, 'c1', { now: () => 5000 });
    expect(first).toMatchObject({ epoch: 1, dataPrefix: `data/1-${first.nonce}`, journalPrefix: `journal/1/${first.nonce}` });
    const claimed = {
      ...{ epoch: 1, nonce: first.nonce, operation: 'protect', operationId: 'operation-1', identity: identityOf('c1') },
      ...{ versions: { '@karbor/core': '1.0.0' }, claimedAt: new Date(5000) },
    };
    expect(await readCheckpoint(bank, 'c1', owner)).toEqual({
      ...{ status: 'protecting', identity: identityOf('c1'), claim: claimed },
      epochs: [{ claim: claimed }],
    });
    const end = await endEpoch(first, { status: 'available', manifest: hash, errors: [] });
    expect(end).toEqual({ status: 'available', manifest: hash, errors: [], endedAt: new Date(5000) });
    const manifest = { checkpointId: 'c1', epoch: 1, nonce: first.nonce, sha256: hash };
    expect(await readCheckpoint(bank, 'c1', owner)).toMatchObject({ status: 'available', end, manifest });
    const second = await claim(bank, 'c1', { operation: 'delete' });
    expect(await readCheckpoint(bank, 'c1', owner)).toMatchObject({ status: 'deleting', manifest });
    await endEpoch(second, { status: 'error-deleting', errors: [{ code: 'KARBOR_X', message: 'It failed.' }] });
    expect(await readCheckpoint(bank, 'c1', owner)).toMatchObject({ status: 'error-deleting', end: { errors: [{ code: 'KARBOR_X' }] } });
    await endEpoch(await claim(bank, 'c1', { operation: 'delete' }), { status: 'deleted', errors: [] });
    expect(await readCheckpoint(bank, 'c1', owner)).toMatchObject({ status: 'deleted', epochs: { length: 3 } });
    expect(await collect(listCheckpoints(bank, owner))).toEqual([]);
  });

  test('a protect that failed can be tried again, and keeps what the checkpoint is', async () => {
    const bank = openBank(memoryBank());
    await endEpoch(await claim(bank, 'c1'), { status: 'error', errors: [] });
    const again = await claim(bank, 'c1', { identity: identityOf('c1', { planName: 'other' }) });
    expect(again).toMatchObject({ epoch: 2, identity: identityOf('c1') });
  });

  test('what the status does not allow is refused', async () => {
    const bank = openBank(memoryBank());
    const epoch = await claim(bank, 'c1');
    const refused = code('KARBOR_CHECKPOINT_STATUS');
    await expect(claim(bank, 'c1')).rejects.toThrow(refused);
    await expect(claim(bank, 'c1', { operation: 'delete' })).rejects.toThrow(refused);
    await expect(endEpoch(epoch, { status: 'deleted', errors: [] })).rejects.toThrow(refused);
    await expect(claim(bank, 'c1', { operation: 'delete', cancel: true })).resolves.toMatchObject({ epoch: 2 });
    await expect(claim(bank, 'none', { operation: 'delete' })).rejects.toThrow(code('KARBOR_CHECKPOINT_NOT_FOUND'));
  });

  test('of two who claim the same epoch one wins', async () => {
    const bank = openBank(memoryBank());
    await endEpoch(await claim(bank, 'c1'), { status: 'error', errors: [] });
    const claims = [claim(bank, 'c1'), claim(bank, 'c1', { operation: 'delete' }), claim(bank, 'c1')];
    const outcomes = await Promise.allSettled(claims);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'KARBOR_CHECKPOINT_BUSY' });
    }
    expect((await readCheckpoint(bank, 'c1', owner)).epochs).toHaveLength(2);
  });

  test('whose claim was overwritten by one that came late ends nothing', async () => {
    const plugin = memoryBank();
    const bank = openBank(plugin);
    const first = await claim(bank, 'c1');
    const other = openBank(memoryBank());
    await claim(other, 'c1', { operationId: 'operation-2' });
    await plugin.putObject('checkpoints/c1/epochs/1', await other.getObject('checkpoints/c1/epochs/1'));
    await expect(endEpoch(first, { status: 'available', manifest: hash, errors: [] })).rejects.toMatchObject({
      code: 'KARBOR_CHECKPOINT_OVERTAKEN',
      message: expect.stringContaining('operation-2') as string,
    });
    expect(await readCheckpoint(bank, 'c1', owner)).toMatchObject({ status: 'protecting' });
  });

  test('who was overtaken ends nothing and is not listed', async () => {
    const bank = openBank(memoryBank());
    const first = await claim(bank, 'c1');
    const second = await claim(bank, 'c1', { operation: 'delete', cancel: true });
    const overtaken = code('KARBOR_CHECKPOINT_OVERTAKEN');
    await expect(endEpoch(first, { status: 'available', manifest: hash, errors: [] })).rejects.toThrow(overtaken);
    await endEpoch(second, { status: 'deleted', errors: [] });
    await expect(endEpoch(first, { status: 'available', manifest: hash, errors: [] })).rejects.toThrow(overtaken);
    expect(await readCheckpoint(bank, 'c1', owner)).toMatchObject({ status: 'deleted' });
    expect(await collect(listCheckpoints(bank, owner))).toEqual([]);
  });

  test('the end that was stored first counts, also when nobody heard of it', async () => {
    const bank = faultyBank(memoryBank(), [{ fault: 'lose-answer', method: 'putObject', key: /\/ends\// }]);
    const epoch = await claim(openBank(bank), 'c1');
    const available = { status: 'available', manifest: hash, errors: [] } as const;
    await expect(endEpoch(epoch, available)).rejects.toThrow(code('KARBOR_BANK_FAILED'));
    expect(await endEpoch(epoch, { status: 'error', errors: [] })).toMatchObject(available);
    expect(await endEpoch(epoch, available)).toMatchObject(available);
    expect(await readCheckpoint(openBank(bank), 'c1', owner)).toMatchObject({ status: 'available' });
    expect(await collect(listCheckpoints(openBank(bank), owner))).toMatchObject([{ status: 'available' }]);
  });

  test('a claim that cannot be listed is given up', async () => {
    const bank = faultyBank(memoryBank(), [{ fault: 'refuse', method: 'putObject', key: /^index\// }]);
    await expect(claim(openBank(bank), 'c1')).rejects.toThrow(code('KARBOR_BANK_FAILED'));
    expect(await readCheckpoint(openBank(bank), 'c1', owner)).toMatchObject({
      ...{ status: 'error', end: { errors: [{ code: 'KARBOR_BANK_FAILED' }] } },
    });
  });

  test('an end that cannot be listed is an end all the same', async () => {
    const bank = faultyBank(memoryBank());
    const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };
    const epoch = await claim(openBank(bank), 'c1', { log });
    bank.inject({ fault: 'refuse', key: /^index\//, times: Infinity });
    await expect(endEpoch(epoch, { status: 'error', errors: [] })).resolves.toMatchObject({ status: 'error' });
    expect(log.warn).toHaveBeenCalledOnce();
  });

  test.each(['refuse', 'lose-answer'] as const)('the index says that a checkpoint is deleted although a call for it failed once (%s)', async (fault) => {
    const calls = await callsToDelete();
    for (let nth = 1; nth <= calls; nth += 1) {
      const bank = faultyBank(memoryBank());
      await endEpoch(await claim(openBank(bank), 'c1'), { status: 'error', errors: [] });
      const epoch = await claim(openBank(bank), 'c1', { operation: 'delete' });
      bank.inject({ fault, key: /^index\//, nth });
      await endEpoch(epoch, { status: 'deleted', errors: [] });
      expect(await collect(bank.listObjects('index/')), `call ${nth}`).toEqual([]);
    }
  });
});

describe('reading', () => {
  test('a checkpoint is not there for anyone but its owner', async () => {
    const bank = openBank(memoryBank());
    await claim(bank, 'c1');
    const missing: unknown = await readCheckpoint(bank, 'c2', owner).catch((error: unknown) => error);
    expect(missing).toMatchObject({ code: 'KARBOR_CHECKPOINT_NOT_FOUND', message: 'There is no checkpoint "c2".' });
    await expect(readCheckpoint(bank, 'c1', stranger)).rejects.toThrow('There is no checkpoint "c1".');
    await expect(readCheckpoint(bank, 'c1', { ...owner, providerId: 'other' })).rejects.toThrow(code('KARBOR_CHECKPOINT_NOT_FOUND'));
    await expect(claim(bank, 'c1', { operation: 'delete', cancel: true, identity: identityOf('c1', stranger) })).rejects.toThrow(
      code('KARBOR_CHECKPOINT_NOT_FOUND'),
    );
  });

  test.each(['', '../c1', 'c1/epochs', 'C1', 'c1\0', 'x'.repeat(65), '%63%31'])('%j can be no checkpoint', async (id) => {
    const bank = faultyBank(memoryBank());
    await expect(readCheckpoint(openBank(bank), id, owner)).rejects.toThrow(code('KARBOR_CHECKPOINT_NOT_FOUND'));
    expect(bank.count()).toBe(0);
  });

  test('goes by key alone', async () => {
    const bank = faultyBank(memoryBank());
    await endEpoch(await claim(openBank(bank), 'c1'), { status: 'error', errors: [] });
    const before = bank.count({ method: 'listObjects' });
    await readCheckpoint(openBank(bank), 'c1', owner);
    expect(bank.count({ method: 'listObjects' })).toBe(before);
  });

  test('every flipped or missing byte of an epoch or end is found', async () => {
    const plugin = memoryBank();
    const bank = openBank(plugin);
    const epoch = await claim(bank, 'c1');
    await endEpoch(epoch, { status: 'available', manifest: hash, errors: [] });
    for (const key of ['checkpoints/c1/epochs/1', `checkpoints/c1/ends/1-${epoch.nonce}`]) {
      const good = plugin.bytes(key)!;
      for (let at = 0; at < good.length; at++) {
        for (const bad of [good.map((byte, index) => (index === at ? byte ^ 4 : byte)), good.subarray(0, at)]) {
          await plugin.putObject(key, bad);
          await expect(readCheckpoint(bank, 'c1', owner)).rejects.toMatchObject({
            code: expect.stringMatching(/^KARBOR_(CHECKPOINT_CORRUPT|FORMAT_UNSUPPORTED)$/) as unknown,
            details: { key },
          });
        }
      }
      await plugin.putObject(key, good);
    }
  });

  test("refuses an epoch that is another's, and one that a newer version wrote", async () => {
    const plugin = memoryBank();
    const bank = openBank(plugin);
    await claim(bank, 'c1');
    await plugin.putObject('checkpoints/c2/epochs/1', plugin.bytes('checkpoints/c1/epochs/1')!);
    await expect(readCheckpoint(bank, 'c2', owner)).rejects.toThrow(code('KARBOR_CHECKPOINT_CORRUPT'));
    await plugin.putObject('checkpoints/c3/epochs/1', sealRecord({ format: 'epoch', version: 2 }, { anything: 'else' }));
    await expect(readCheckpoint(bank, 'c3', owner)).rejects.toThrow(code('KARBOR_FORMAT_UNSUPPORTED'));
  });
});

test('equal operations write equal bytes', async () => {
  const written = async () => {
    const plugin = memoryBank();
    const epoch = { ...(await claim(openBank(plugin), 'c1', { now: () => 1 })) };
    await writeManifest(epoch, { versions: { b: '2', a: '1' } }, []);
    const name = new RegExp(epoch.nonce, 'g');
    return plugin.keys().map((key) => [key, Buffer.from(plugin.bytes(key)!).toString()].map((text) => text.replace(name, 'N')));
  };
  const withoutSeals = (objects: string[][]) => objects.map((one) => one.map((text) => text.replace(/"sha256":"\w+"/, '')));
  expect(withoutSeals(await written())).toEqual(withoutSeals(await written()));
});
