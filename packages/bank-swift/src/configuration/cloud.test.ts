import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cloudOf } from './cloud.js';
import { configSchema } from './config-schema.js';

const own = { swift_auth_url: 'http://10.0.0.10:5000', bank_swift_user: 'admin', swift_key: 'hunter2' };
const cloud = (settings: Readonly<Record<string, string>>) => cloudOf(configSchema.parse(settings));

describe('the cloud that settings mean', () => {
  it("is Keystone's, with the user's own project, in the default domain", async () => {
    expect(await cloud(own)).toMatchObject({
      authUrl: 'http://10.0.0.10:5000',
      auth: { type: 'password', user: { name: 'admin', domainId: 'default' }, password: 'hunter2' },
      project: undefined,
      tls: { verify: true },
    });
  });

  it('has project, domains, region, interface, address, certificates and timeout', async () => {
    const settings = {
      ...{ swift_tenant_name: 'backups', swift_project_domain_name: 'default', swift_user_domain_name: 'People' },
      ...{ swift_region_name: 'RegionTwo', swift_catalog_info: 'object-store:swift:internalURL', swift_timeout: '60' },
      ...{ swift_endpoint: 'https://swift/v1/x', swift_ca_cert_file: '/ca.pem', swift_auth_insecure: 'true' },
    };
    expect(await cloud({ ...own, ...settings })).toMatchObject({
      auth: { user: { name: 'admin', domainName: 'People' } },
      project: { name: 'backups', domainId: 'default' },
      region: 'RegionTwo',
      interface: 'internal',
      endpointOverrides: { 'object-store': 'https://swift/v1/x' },
      tls: { verify: false, caFile: '/ca.pem' },
      timeout: 60_000,
    });
  });

  it.each([
    [{ swift_auth_url: 'http://swift/auth/v1.0' }, 'v1Password'],
    [{ swift_auth_url: 'http://swift/auth/v1.0', swift_auth_version: '3' }, 'password'],
    [{ swift_auth_version: '1' }, 'v1Password'],
    [{ swift_auth_url: 'http://keystone/identity/v3' }, 'password'],
  ])('is told by address or version: %j', async (settings, type) => {
    expect((await cloud({ ...own, ...settings })).auth).toMatchObject({ type });
  });
});

describe('a cloud of clouds.yaml', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clouds-'));
    const lab = { region_name: 'One', auth: { auth_url: 'http://keystone', username: 'demo', password: 'hunter2', project_name: 'p' } };
    const file = join(folder, 'clouds.json');
    await writeFile(file, JSON.stringify({ clouds: { lab } }));
    vi.stubEnv('OS_CLIENT_CONFIG_FILE', file);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });

  it('is used as it is, or in another region', async () => {
    expect(await cloud({ os_cloud: 'lab' })).toMatchObject({ authUrl: 'http://keystone', region: 'One', project: { name: 'p' } });
    expect(await cloud({ os_cloud: 'lab', swift_region_name: 'Two' })).toMatchObject({ region: 'Two' });
  });
});
