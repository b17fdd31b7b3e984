import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answer } from './front.fixture.js';
import type { Handle } from './front.fixture.js';
import { startTestSwift } from './test-swift.fixture.js';
import type { TestSwift } from './test-swift.fixture.js';

const [mine, theirs] = [Buffer.from('mine'), Buffer.from('theirs')];
const onPut = { service: 'object-store', method: 'PUT', path: /\/karbor\/key$/ } as const;
const exists = { code: 'KARBOR_OBJECT_EXISTS', details: { key: 'key' } };

let swift: TestSwift;
beforeEach(async () => {
  swift = await startTestSwift();
  await swift.store.putContainer('karbor');
});
afterEach(() => swift.close());

/** Answers the first puts of `key` itself, then sends them on. */
function atFirst(times: number, answered: Handle): Handle {
  let left = times;
  return async (call, forward) => {
    if (call.method !== 'PUT' || !call.path.endsWith('/key') || left === 0) return await forward();
    left -= 1;
    return await answered(call, forward);
  };
}

describe('a put', () => {
  it('tells Swift the MD5 of the bytes', async () => {
    const told: unknown[] = [];
    const bank = await swift.bankBehind(async ({ headers }, forward) => {
      told.push(headers['etag']);
      return await forward();
    });
    await bank.putObject('key', mine);
    expect(told).toEqual([createHash('md5').update(mine).digest('hex')]);
  });

  it.each([
    ['Swift is away for a while', { count: 4, effect: { kind: 'status', status: 503 } }],
    ['Swift has no space for a while', { count: 2, effect: { kind: 'status', status: 507 } }],
    ['Swift takes the caller to be gone', { effect: { kind: 'status', status: 499 } }],
    ['Swift is asked too often', { effect: { kind: 'status', status: 498 } }],
    ['the connection breaks', { effect: { kind: 'drop', when: 'before' } }],
    ['the answer is lost', { count: 2, effect: { kind: 'drop', when: 'after' } }],
    ['the token is refused', { effect: { kind: 'status', status: 401 } }],
    ['the answer does not come', { effect: { kind: 'hang' } }],
  ] as const)('is sent again when %s', async (_when, fault) => {
    const bank = await swift.bank({ swift_timeout: '0.5' });
    const { id } = swift.cloud.faults.add({ ...onPut, ...fault });
    await bank.putObject('key', mine);
    expect(Buffer.from(await bank.getObject('key'))).toEqual(mine);
    expect(swift.cloud.faults.list().find((one) => one.id === id)?.hits).toBe('count' in fault ? fault.count : 1);
  });

  it('is sent again when something newer stands in its way', async () => {
    const bank = await swift.bankBehind(atFirst(3, () => Promise.resolve(answer(202))));
    await bank.putObject('key', mine);
    expect(Buffer.from(await bank.getObject('key'))).toEqual(mine);
  });

  it('fails when that does not end, or ends with its signal', async () => {
    const handle = atFirst(Infinity, () => Promise.resolve(answer(202)));
    const bank = await swift.bankBehind(handle, { swift_retry_attempts: '2' });
    await expect(bank.putObject('key', mine)).rejects.toMatchObject({
      code: 'KARBOR_BANK_FAILED',
      retryable: true,
      message: expect.stringContaining('"key" is newer') as string,
    });
    const stop = new AbortController();
    const slow = await swift.bankBehind(handle, { swift_retry_backoff: '60' });
    const put = slow.putObject('key', mine, { signal: stop.signal });
    await expect.poll(() => swift.cloud.requests.total).toBeGreaterThan(0);
    stop.abort(new Error('enough'));
    await expect(put).rejects.toThrow('enough');
  });

  it('fails when Swift got other bytes than were sent', async () => {
    const changing = await swift.bankBehind((call, forward) => forward({ body: Buffer.from(call.body).fill(0) }));
    const failure = { code: 'KARBOR_BANK_FAILED', retryable: true, message: expect.stringContaining('other bytes') as string };
    await expect(changing.putObject('key', mine)).rejects.toMatchObject(failure);
    const lying = await swift.bankBehind(() => Promise.resolve(answer(201, { etag: '0'.repeat(32) })));
    await expect(lying.putObject('key', mine)).rejects.toMatchObject(failure);
    expect(swift.contents()).toEqual(['karbor']);
  });
});

describe('a put with ifAbsent', () => {
  it('is refused where there is an object, at once', async () => {
    const bank = await swift.bank();
    await swift.store.putObject('karbor', 'key', mine);
    await expect(bank.putObject('key', mine, { ifAbsent: true })).rejects.toMatchObject(exists);
    expect(swift.calls().filter((call) => /^(GET|HEAD)/.test(call))).toEqual([]);
  });

  it('went well when its answer was lost', async () => {
    const bank = await swift.bank();
    swift.cloud.faults.add({ ...onPut, effect: { kind: 'drop', when: 'after' } });
    await bank.putObject('key', mine, { ifAbsent: true });
    expect(Buffer.from(await bank.getObject('key'))).toEqual(mine);
  });

  it('is refused when another was quicker while its answer was lost', async () => {
    const bank = await swift.bankBehind(
      atFirst(1, async () => {
        await swift.store.putObject('karbor', 'key', theirs);
        throw new Error('no answer');
      }),
    );
    await expect(bank.putObject('key', mine, { ifAbsent: true })).rejects.toMatchObject(exists);
    expect(Buffer.from(await bank.getObject('key'))).toEqual(theirs);
  });

  it('is refused when what stood in its way is gone by the time it is looked for', async () => {
    const bank = await swift.bankBehind(async ({ method }, forward) => {
      if (method !== 'PUT') return await forward();
      return first ? dropped() : answer(412);
    });
    let first = true;
    const dropped = () => {
      first = false;
      throw new Error('no answer');
    };
    await expect(bank.putObject('key', mine, { ifAbsent: true })).rejects.toMatchObject(exists);
  });
});
