import { afterEach, beforeEach, expect, it } from 'vitest';
import { answer } from './front.fixture.js';
import { startTestSwift } from './test-swift.fixture.js';
import type { TestSwift } from './test-swift.fixture.js';

let swift: TestSwift;
beforeEach(async () => {
  swift = await startTestSwift();
  await swift.store.putContainer('karbor');
  await swift.store.putObject('karbor', 'key', Buffer.from('content'));
});
afterEach(() => swift.close());

it('is fine when the object is gone, also by an attempt whose answer was lost', async () => {
  const bank = await swift.bank();
  swift.cloud.faults.add({ method: 'DELETE', effect: { kind: 'drop', when: 'after' } });
  await bank.deleteObject('key');
  await bank.deleteObject('key');
  expect(swift.contents()).toEqual(['karbor']);
});

it('is tried again while Swift takes the object to be newer', async () => {
  let conflicts = 2;
  const bank = await swift.bankBehind(async ({ method }, forward) => {
    if (method !== 'DELETE' || conflicts === 0) return await forward();
    conflicts -= 1;
    return answer(409);
  });
  await bank.deleteObject('key');
  expect(swift.contents()).toEqual(['karbor']);
  conflicts = Infinity;
  await expect(bank.deleteObject('other')).rejects.toMatchObject({ code: 'KARBOR_BANK_FAILED', retryable: true });
});
