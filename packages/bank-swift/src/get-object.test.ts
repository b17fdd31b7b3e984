import { afterEach, beforeEach, expect, it } from 'vitest';
import { startTestSwift } from './test-swift.fixture.js';
import type { TestSwift } from './test-swift.fixture.js';

const bytes = Buffer.from('content');
let swift: TestSwift;
beforeEach(async () => {
  swift = await startTestSwift();
  await swift.store.putContainer('karbor');
  await swift.store.putObject('karbor', 'key', bytes);
});
afterEach(() => swift.close());

it.each([
  ['breaks off', { count: 2, effect: { kind: 'drop', when: 'during' } }],
  ['is refused for a while', { count: 3, effect: { kind: 'status', status: 503 } }],
  ['is refused for its token', { effect: { kind: 'status', status: 401 } }],
] as const)('is tried again when it %s', async (_when, fault) => {
  const bank = await swift.bank();
  swift.cloud.faults.add({ method: 'GET', service: 'object-store', ...fault });
  expect(Buffer.from(await bank.getObject('key'))).toEqual(bytes);
});

it('is tried again when other bytes come than were stored, and fails when they stay so', async () => {
  let changed = 2;
  const bank = await swift.bankBehind(async (_call, forward) => {
    const given = await forward();
    if (changed === 0) return given;
    changed -= 1;
    return { ...given, body: Buffer.from('c0ntent') };
  });
  expect(Buffer.from(await bank.getObject('key'))).toEqual(bytes);
  changed = Infinity;
  await expect(bank.getObject('key')).rejects.toMatchObject({
    code: 'KARBOR_OBJECT_CORRUPT',
    retryable: true,
    details: { container: 'karbor' },
    message: expect.stringContaining('The Swift bank cannot read "key" in container "karbor"') as string,
  });
});

it('asks for the newest replica', async () => {
  const asked: unknown[] = [];
  const bank = await swift.bankBehind(async ({ headers }, forward) => {
    asked.push(headers['x-newest']);
    return await forward();
  });
  await bank.getObject('key');
  expect(asked).toEqual(['true']);
});
