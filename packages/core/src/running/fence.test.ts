import { setImmediate as turn } from 'node:timers/promises';
import { faultyBank, memoryBank } from '@karbor/plugin-sdk/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keeperOn } from '../lease/lease-keeper.fixture.js';
import { Fence, fencedBank } from './fence.js';

const warnings: string[] = [];
const onWarning = ({ name }: Error) => void warnings.push(name);

beforeEach(() => void process.on('warning', onWarning));
afterEach(() => void process.off('warning', onWarning));

test('many calls and operations at once are nothing that Node warns of', async () => {
  const { keeper } = keeperOn();
  const bank = faultyBank(memoryBank());
  let answer: () => void = () => undefined;
  const until = new Promise<void>((resolve) => (answer = resolve));
  bank.inject({ fault: 'delay', until: () => until, times: Infinity });
  const leases = await Promise.all(Array.from({ length: 30 }, () => keeper.acquire()));
  const fence = new Fence();
  fence.close(leases[0]!);
  const calls = Promise.all(Array.from({ length: 30 }, (_, index) => fencedBank(bank, fence).putObject(`key-${index}`, Buffer.from('x'))));
  await turn();
  answer();
  await calls;
  await Promise.all(leases.map((lease) => lease.release()));
  expect(warnings).toEqual([]);
});
