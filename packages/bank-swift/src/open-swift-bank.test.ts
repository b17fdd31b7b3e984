import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FrontCall } from './front.fixture.js';
import { openBank } from './open-bank.fixture.js';
import { startTempAuth } from './temp-auth.fixture.js';
import type { TempAuth } from './temp-auth.fixture.js';
import { startTestSwift } from './test-swift.fixture.js';
import type { TestSwift } from './test-swift.fixture.js';

const bytes = Buffer.from('content');
let swift: TestSwift;
beforeEach(async () => {
  swift = await startTestSwift();
});
afterEach(() => swift.close());

describe('a bank', () => {
  it('is opened without asking Swift, which may be away', async () => {
    const bank = await openBank({ swift_auth_url: 'http://127.0.0.1:1', swift_user: 'u', swift_key: 'k' });
    expect(bank.features).toEqual({ ifAbsent: { settleMs: 20 }, consistency: 'eventual' });
    await bank.close?.();
  });

  it('is not opened with a cloud that is not known', async () => {
    await expect(openBank({ os_cloud: 'no such cloud' })).rejects.toMatchObject({
      code: 'KARBOR_CONFIG_INVALID',
      details: { section: 'swift_client', key: 'os_cloud' },
      message: expect.stringContaining("[swift_client]: There is no cloud 'no such cloud'") as string,
    });
  });

  it('is not opened with a cloud that tells no project, where the address is to hold one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'clouds-'));
    const auth = { auth_url: 'http://127.0.0.1:1/auth/v1.0', username: 'acct:user', password: 'hunter2' };
    await writeFile(join(folder, 'clouds.json'), JSON.stringify({ clouds: { lab: { auth_type: 'v1password', auth } } }));
    vi.stubEnv('OS_CLIENT_CONFIG_FILE', join(folder, 'clouds.json'));
    try {
      const bank = openBank({ os_cloud: 'lab', swift_endpoint: 'http://127.0.0.1:1/v1/AUTH_%(project_id)s' });
      await expect(bank).rejects.toMatchObject({
        code: 'KARBOR_CONFIG_INVALID',
        message: expect.stringContaining('or write the account in full') as string,
      });
    } finally {
      vi.unstubAllEnvs();
      await rm(folder, { recursive: true });
    }
  });

  it('opens no more connections than it may, and uses them again', async () => {
    const sockets = new Set<unknown>();
    const bank = await swift.bankBehind(
      async (call, forward) => {
        sockets.add(call.socket);
        return await forward();
      },
      { swift_connections: '4' },
    );
    const keys = Array.from({ length: 40 }, (_, index) => `key ${index}`);
    await Promise.all(keys.map((key) => bank.putObject(key, bytes)));
    await Promise.all(keys.map((key) => bank.getObject(key)));
    expect(sockets.size).toBe(4);
  });

  it('ends its connections when it is closed', async () => {
    const sockets = new Set<FrontCall['socket']>();
    const bank = await swift.bankBehind(async (call, forward) => {
      sockets.add(call.socket);
      return await forward();
    });
    await bank.putObject('a', bytes);
    await bank.close?.();
    expect(sockets.size).toBeGreaterThan(0);
    await expect.poll(() => [...sockets].every(({ destroyed }) => destroyed)).toBe(true);
  });
});

describe('with TempAuth', () => {
  let tempAuth: TempAuth;
  beforeEach(async () => {
    tempAuth = await startTempAuth(swift.cloud);
  });
  afterEach(() => tempAuth.close());

  it('a token is used until it ends, then a new one', async () => {
    const bank = await openBank(tempAuth.settings);
    await bank.putObject('a', bytes);
    await bank.getObject('a');
    expect(tempAuth.tokens).toBe(1);
    tempAuth.endTokens();
    await Promise.all([bank.putObject('b', bytes), bank.putObject('c', bytes), bank.getObject('a')]);
    expect(tempAuth.tokens).toBe(2);
    expect(swift.contents()).toEqual(['karbor', 'karbor/a', 'karbor/b', 'karbor/c']);
    await bank.close?.();
  });

  it("the address that it gives may be replaced, as where it is one of the cluster's inside", async () => {
    const bank = await openBank({ ...tempAuth.settings, swift_endpoint: `${tempAuth.url}/v1/AUTH_other` });
    await expect(bank.putObject('a', bytes)).rejects.toMatchObject({ details: { account: 'AUTH_other' } });
    await bank.close?.();
  });

  it('a wrong key is told as a wrong password is', async () => {
    const bank = await openBank({ ...tempAuth.settings, swift_key: 'hunter2' });
    const error: unknown = await bank.getObject('a').catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'KARBOR_BANK_ACCESS_DENIED', retryable: false });
    expect(String(error)).not.toContain('hunter2');
    await bank.close?.();
  });
});
