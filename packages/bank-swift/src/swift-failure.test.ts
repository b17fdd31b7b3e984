import { inspect } from 'node:util';
import type { BankPlugin } from '@karbor/plugin-sdk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestSwift } from './test-swift.fixture.js';
import type { TestSwift } from './test-swift.fixture.js';

const bytes = Buffer.from('content');
let swift: TestSwift;
beforeEach(async () => {
  swift = await startTestSwift();
  await swift.store.putContainer('karbor');
});
afterEach(() => swift.close());

const putError = async (bank: BankPlugin): Promise<unknown> => bank.putObject('key', bytes).catch((error: unknown) => error);

/** Lets Swift answer every put with a status. */
const refuse = (status: number, message?: string): void => {
  swift.cloud.faults.add({ method: 'PUT', count: 'forever', effect: { kind: 'status', status, ...(message && { message }) } });
};

describe('an error', () => {
  it('of a wrong password says where it stands, and not what it is', async () => {
    const error = await putError(await swift.bank({ swift_key: 'hunter2', swift_user: 'demo' }));
    expect(error).toMatchObject({ code: 'KARBOR_BANK_ACCESS_DENIED', retryable: false });
    expect(error).toHaveProperty('message', expect.stringContaining('Check swift_user and swift_key in [swift_client]'));
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('hunter2');
  });

  it('of a user without rights names container and account', async () => {
    const bank = await swift.bank({
      swift_endpoint: `${swift.cloud.url}/object-store/v1/${swift.account}`,
      swift_user: 'alt',
      swift_tenant_name: 'alt',
    });
    const denied = { code: 'KARBOR_BANK_ACCESS_DENIED', retryable: false, details: { container: 'karbor', account: swift.account } };
    const message = `in container "karbor" of account "${swift.account}": this user may not do that`;
    await expect(bank.putObject('key', bytes)).rejects.toMatchObject(denied);
    await expect(bank.getObject('key')).rejects.toMatchObject(denied);
    await expect(bank.deleteObject('key')).rejects.toThrow(message);
    await expect(bank.listObjects('')[Symbol.asyncIterator]().next()).rejects.toThrow(message);
  });

  it('of a token that stays refused is one of rights too', async () => {
    refuse(401);
    expect(await putError(await swift.bank())).toMatchObject({ code: 'KARBOR_BANK_ACCESS_DENIED', details: { container: 'karbor' } });
  });

  it.each([
    [413, 'KARBOR_BANK_FULL', false],
    [507, 'KARBOR_BANK_FULL', true],
    [503, 'KARBOR_BANK_UNAVAILABLE', true],
    [499, 'KARBOR_BANK_UNAVAILABLE', true],
    [498, 'KARBOR_BANK_UNAVAILABLE', true],
    [429, 'KARBOR_BANK_UNAVAILABLE', true],
    [501, 'KARBOR_BANK_FAILED', false],
    [400, 'KARBOR_BANK_FAILED', false],
  ])('of status %i is %s (to be tried again: %s)', async (status, code, retryable) => {
    refuse(status, 'What Swift says of it.');
    const error = await putError(await swift.bank());
    expect(error).toMatchObject({ code, retryable, cause: { status }, details: { container: 'karbor', account: swift.account } });
    expect(error).toHaveProperty('message', expect.stringContaining('What Swift says of it.'));
  });

  it('of a Swift that is not there is one of availability, before there is an account', async () => {
    const bank = await swift.bank({ swift_endpoint: 'http://127.0.0.1:1/v1/AUTH_x' });
    expect(await putError(bank)).toMatchObject({ code: 'KARBOR_BANK_UNAVAILABLE', retryable: true, details: { container: 'karbor' } });
    const nowhere = await swift.bank({ swift_auth_url: 'http://127.0.0.1:1/v3' });
    expect(await putError(nowhere)).toMatchObject({ code: 'KARBOR_BANK_UNAVAILABLE', retryable: true });
  });

  it('of a region without a Swift is one of the settings', async () => {
    const error = await putError(await swift.bank({ swift_region_name: 'Nowhere' }));
    expect(error).toMatchObject({ code: 'KARBOR_CONFIG_INVALID', retryable: false });
    expect(error).toHaveProperty('message', expect.stringContaining('Check project, region and interface'));
  });

  it('is the reason of the signal when it is aborted', async () => {
    const bank = await swift.bank();
    swift.cloud.faults.add({ method: 'PUT', effect: { kind: 'hang' } });
    const stop = new AbortController();
    const put = bank.putObject('key', bytes, { signal: stop.signal });
    await expect.poll(() => swift.cloud.requests.count({ method: 'PUT', path: /key/ })).toBe(1);
    stop.abort(new Error('enough'));
    await expect(put).rejects.toThrow('enough');
  });
});
