import { setTimeout as delay } from 'node:timers/promises';
import type { BankPlugin } from '@karbor/plugin-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newBank } from '../bank/test-bank.js';
import { CallGate } from '../doors/call-gate.js';
import { endLeases } from '../world/bank-state.js';
import { ProviderProcess } from '../world/provider-process.js';
import { runFlow } from '../world/run-flow.js';
import { resultProblems } from './check-result.js';
import { begin } from './subject.js';
import { World } from './world.js';

let world: World;

beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

/** A bank that is cut off when its third chunk of one stream comes, so late that the journal tells of those before it. */
function cutAtThirdChunk(inner: BankPlugin): { readonly bank: BankPlugin; readonly cut: Promise<void> } {
  let cutOff: () => void;
  const cut = new Promise<void>((resolve) => (cutOff = resolve));
  let isCut = false;
  const alive = () => (isCut ? new Promise<never>(() => undefined) : Promise.resolve());
  const bank: BankPlugin = {
    ...inner,
    putObject: async (key, bytes, options) => {
      if (isThirdChunk(key)) {
        await delay(2500);
        isCut = true;
        cutOff();
      }
      await alive();
      await inner.putObject(key, bytes, options);
    },
    deleteObject: async (key, options) => {
      await alive();
      await inner.deleteObject(key, options);
    },
  };
  return { bank, cut };
}

const isChunk = (key: string) => /\/data\/.*\/\d+$/.test(key);
const isThirdChunk = (key: string) => isChunk(key) && key.endsWith('/3');

test('a stream that is cut off goes on from its last good chunk, and the disks are of one instant', async () => {
  const subject = await world.subject('protect', await newBank('memory'));
  const { bank, cut } = cutAtThirdChunk(subject.bank.plugin);
  const first = await ProviderProcess.start(subject.small, bank, new CallGate());
  const flow = await begin(subject, first);
  void runFlow(flow);
  await cut;
  await first.kill();
  await endLeases(subject.bank);
  await subject.small.guest.goOn();

  const gate = new CallGate();
  const second = await ProviderProcess.start(subject.small, subject.bank.plugin, gate);
  const resumed = await second.provider.resume({ checkpointId: flow.checkpointId }, second.context);
  expect(await runFlow(resumed)).toBeUndefined();
  await second.end();
  const stored = gate.calls.filter(({ what }) => what.startsWith('putObject ') && isChunk(what));
  expect(stored.map(({ what }) => what.split('/').at(-1))).toEqual(['1']);
  expect(await resultProblems(subject, flow.checkpointId)).toEqual([]);
});
