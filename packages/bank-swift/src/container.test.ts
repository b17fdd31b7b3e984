import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answer } from './front.fixture.js';
import { silent } from './open-bank.fixture.js';
import { startTestSwift } from './test-swift.fixture.js';
import type { TestSwift } from './test-swift.fixture.js';

const bytes = Buffer.from('content');
let swift: TestSwift;
beforeEach(async () => {
  swift = await startTestSwift();
});
afterEach(() => swift.close());

describe('the container', () => {
  it('is not asked for when the bank is opened, read, listed or cleared', async () => {
    const bank = await swift.bank();
    expect(swift.cloud.requests.total).toBe(0);
    await expect(bank.getObject('a')).rejects.toMatchObject({ code: 'KARBOR_OBJECT_NOT_FOUND', details: { key: 'a' } });
    await bank.deleteObject('a');
    for await (const key of bank.listObjects('')) expect.unreachable(key);
    expect(swift.contents()).toEqual([]);
  });

  it('is created for the first object, and said', async () => {
    const said: string[] = [];
    const bank = await swift.bank({}, { ...silent, info: (message) => void said.push(message) });
    await bank.putObject('a', bytes);
    await bank.putObject('b', bytes, { ifAbsent: true });
    expect(swift.contents()).toEqual(['karbor', 'karbor/a', 'karbor/b']);
    expect(swift.calls()).toEqual(['PUT /karbor/a', 'PUT /karbor', 'PUT /karbor/a', 'PUT /karbor/b']);
    expect(said).toEqual(['There was no container "karbor" in Swift: it is created.']);
  });

  it('is created once for many who need it at once', async () => {
    const bank = await swift.bank();
    const keys = Array.from({ length: 20 }, (_, index) => `key ${index}`);
    await Promise.all(keys.map((key) => bank.putObject(key, bytes)));
    expect(swift.contents()).toEqual(['karbor', ...keys.map((key) => `karbor/${key}`).sort()]);
    expect(swift.calls().filter((call) => call === 'PUT /karbor')).toHaveLength(1);
  });

  it('is created again when it is gone', async () => {
    const bank = await swift.bank();
    await bank.putObject('a', bytes);
    await bank.deleteObject('a');
    await swift.store.deleteContainer('karbor');
    await bank.putObject('b', bytes);
    expect(swift.contents()).toEqual(['karbor', 'karbor/b']);
  });

  it('may have any name that Swift takes', async () => {
    const name = 'Ünsere Bänke 100%?#';
    const bank = await swift.bank({ bank_swift_object_container: name });
    await bank.putObject('a', bytes);
    expect(swift.contents()).toEqual([name, `${name}/a`]);
    expect(Buffer.from(await bank.getObject('a'))).toEqual(bytes);
  });

  it('is waited for where the object server does not know of it yet', async () => {
    let misses = 2;
    const bank = await swift.bankBehind(async ({ path }, forward) => {
      const given = await forward();
      if (!path.endsWith('/a') || given.status === 404 || misses === 0) return given;
      misses -= 1;
      return answer(404);
    });
    await bank.putObject('a', bytes);
    expect(misses).toBe(0);
  });
});
