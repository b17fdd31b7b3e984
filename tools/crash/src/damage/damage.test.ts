import { afterAll, beforeAll, expect, test } from 'vitest';
import { newBank } from '../bank/test-bank.js';
import type { CopyableBank } from '../bank/test-bank.js';
import { CallGate } from '../doors/call-gate.js';
import { protectInto } from '../sweep/subject.js';
import { deletedLeft } from '../world/bank-state.js';
import { cloudState, differences } from '../world/cloud-state.js';
import type { CloudState } from '../world/cloud-state.js';
import { ProviderProcess } from '../world/provider-process.js';
import { runFlow } from '../world/run-flow.js';
import { startSmallCloud } from '../world/small-cloud.js';
import type { SmallCloud } from '../world/small-cloud.js';

let small: SmallCloud;
let whole: CopyableBank;
let checkpointId: string;
let before: CloudState;

beforeAll(async () => {
  small = await startSmallCloud();
  before = await cloudState(small);
  whole = await newBank('memory');
  checkpointId = await protectInto(whole, small, 'image');
});
afterAll(() => small.cloud.stop());

const damages: readonly [string, (bytes: Uint8Array) => Uint8Array][] = [
  ['flipped', (bytes) => bytes.map((byte, index) => (index === Math.floor(bytes.length / 2) ? byte ^ 1 : byte))],
  ['cut short', (bytes) => bytes.subarray(0, bytes.length - 1)],
];

test.each(damages)('a byte that is %s in any object that counts is named by verify and by restore, never restored, and can be deleted', async (_what, damage) => {
  // Journals of what has ended, and the index, are of no account.
  const keys = (await whole.keys()).filter((key) => key.startsWith('checkpoints/') && !key.includes('/journal/'));
  expect(keys.map((key) => key.split('/')[2])).toEqual(expect.arrayContaining(['data', 'ends', 'epochs', 'manifest']));
  for (const key of keys) {
    const bank = await whole.copy();
    await bank.plugin.putObject(key, damage(await bank.plugin.getObject(key)));
    const process = await ProviderProcess.start(small, bank.plugin, new CallGate());
    const { provider, context } = process;
    const verify = await failureOf(async () => runFlow(await provider.verify({ checkpointId }, context)));
    const restore = await failureOf(async () => runFlow(await provider.restore({ checkpointId }, context)));
    const deletion = await failureOf(async () => runFlow(await provider.delete({ checkpointId }, context)));
    await process.end();
    expect(deletion, key).toBe('it went well');
    expect(deletedLeft(await bank.keys(), checkpointId), key).toEqual([]);
    for (const failure of [verify, restore]) {
      expect(failure, key).toMatch(/KARBOR_(OBJECT|CHECKPOINT)_CORRUPT/);
      expect(failure, key).toContain(checkpointId);
    }
    expect(differences(before, await cloudState(small)), key).toEqual([]);
  }
});

/** The codes and messages that it fails with. */
async function failureOf(act: () => Promise<Error | undefined>): Promise<string> {
  const error = await act().catch((thrown: unknown) => thrown);
  if (!(error instanceof Error)) return 'it went well';
  return `${'code' in error ? String(error.code) : ''} ${error.message}`;
}
