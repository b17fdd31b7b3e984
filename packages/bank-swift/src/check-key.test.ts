import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestSwift } from './test-swift.fixture.js';
import type { TestSwift } from './test-swift.fixture.js';

let swift: TestSwift;
beforeAll(async () => {
  swift = await startTestSwift();
});
afterAll(() => swift.close());

const bad: readonly (readonly [key: string, what: string])[] = [
  ['', 'nothing'],
  ['x'.repeat(1025), 'too long'],
  ['é'.repeat(513), 'too long as UTF-8'],
  ['a\0b', 'NUL'],
  ['\ud800', 'no Unicode'],
];

it.each(bad)(
  'sends nothing for a key that Swift cannot hold: %j (%s)',
  async (key) => {
    const bank = await swift.bank();
    const refused = { code: 'KARBOR_KEY_INVALID', details: { key } };
    await expect(bank.putObject(key, Buffer.from('x'))).rejects.toMatchObject(refused);
    await expect(bank.getObject(key)).rejects.toMatchObject(refused);
    await expect(bank.deleteObject(key)).rejects.toMatchObject(refused);
    expect(swift.cloud.requests.total).toBe(0);
  },
);
