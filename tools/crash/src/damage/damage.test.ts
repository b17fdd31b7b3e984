import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyObjects, newBank } from '../bank/test-bank.js';
import type { TestBank } from '../bank/test-bank.js';
import { CallGate } from '../doors/call-gate.js';
import { protectInto } from '../sweep/protect.js';
import { strayObjects } from '../world/bank-state.js';
import { cloudState, differences } from '../world/cloud-state.js';
import type { CloudState } from '../world/cloud-state.js';
import { ProviderProcess } from '../world/provider-process.js';
import { removeRestored, restoredProblems } from '../world/restored-copy.js';
import { runFlow } from '../world/run-flow.js';
import { startSmallCloud } from '../world/small-cloud.js';
import type { SmallCloud } from '../world/small-cloud.js';

let small: SmallCloud;
let whole: TestBank;
let checkpointId: string;
let before: CloudState;

beforeAll(async () => {
  small = await startSmallCloud();
  before = await cloudState(small);
  whole = await newBank('memory');
  checkpointId = await protectInto(whole, small, 'image');
});
afterAll(() => small.stop());

type Damage = (bytes: Uint8Array) => Uint8Array;

const flipped: Damage = (bytes) => bytes.map((byte, index) => (index === Math.floor(bytes.length / 2) ? byte ^ 1 : byte));

const damages: readonly [string, Damage][] = [
  ['flipped', flipped],
  ['cut short', (bytes) => bytes.subarray(0, bytes.length - 1)],
];

/** Journals of what has ended, and the index, of which keys alone count. */
const isOfNoAccount = (key: string) => key.startsWith('index/') || key.includes('/journal/');

test.each(damages)('a byte that is %s in any object that counts is named by verify and by restore, never restored, and can be deleted', async (_what, damage) => {
  const keys = (await whole.keys()).filter((key) => !isOfNoAccount(key));
  expect(keys.map((key) => key.split('/')[2])).toEqual(expect.arrayContaining(['data', 'ends', 'epochs', 'manifest']));
  for (const key of keys) {
    const { bank, verify, restore, deletion } = await used(key, damage);
    for (const failure of [verify, restore]) {
      expect(failure, key).toMatch(/KARBOR_(OBJECT|CHECKPOINT)_CORRUPT/);
      expect(failure, key).toContain(key);
    }
    expect(differences(before, await cloudState(small)), key).toEqual([]);
    expect(deletion, key).toBe('it went well');
    expect(strayObjects(await bank.keys()), key).toEqual([]);
  }
});

test('a byte that is flipped in any other object is in nobody’s way', async () => {
  const keys = (await whole.keys()).filter(isOfNoAccount);
  expect(keys.map((key) => key.split('/')[0])).toEqual(expect.arrayContaining(['checkpoints', 'index']));
  for (const key of keys) {
    const { bank, restored, ...outcomes } = await used(key, (bytes) => (bytes.length === 0 ? Uint8Array.of(1) : flipped(bytes)));
    expect(outcomes, key).toEqual({ verify: 'it went well', restore: 'it went well', deletion: 'it went well' });
    expect(restored, key).toEqual([]);
    expect(strayObjects(await bank.keys()), key).toEqual([]);
  }
});

/** Damages one object of a checkpoint, verifies, restores and deletes that, and tells what each came to. */
async function used(key: string, damage: Damage) {
  const bank = await newBank('memory');
  await copyObjects(whole, bank);
  await bank.plugin.putObject(key, damage(await bank.plugin.getObject(key)));
  const process = await ProviderProcess.start(small, bank.plugin, new CallGate());
  const { provider, context } = process;
  const verify = await failureOf(async () => runFlow(await provider.verify({ checkpointId }, context)));
  const restore = await failureOf(async () => runFlow(await provider.restore({ checkpointId }, context)));
  const restored = restore === 'it went well' ? await restoredProblems(small, before, { first: 0, last: 0 }) : [];
  if (restore === 'it went well') await removeRestored(small, before);
  const deletion = await failureOf(async () => runFlow(await provider.delete({ checkpointId }, context)));
  await process.end();
  return { bank, verify, restore, restored, deletion };
}

/** The codes and messages that it fails with. */
async function failureOf(act: () => Promise<Error | undefined>): Promise<string> {
  const error = await act().catch((thrown: unknown) => thrown);
  if (!(error instanceof Error)) return 'it went well';
  return `${'code' in error ? String(error.code) : ''} ${error.message}`;
}
