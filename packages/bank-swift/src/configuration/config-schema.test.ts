import { describe, expect, it } from 'vitest';
import { configSchema } from './config-schema.js';

const own = { swift_auth_url: 'http://10.0.0.10:5000', swift_user: 'admin', swift_key: 'hunter2' };
const tempAuth = { ...own, swift_auth_url: 'http://10.0.0.10:8080/auth/v1.0' };

/** What is wrong, as `key: message`. */
const problems = (settings: Readonly<Record<string, string>>): readonly string[] =>
  configSchema.safeParse(settings).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

describe('settings', () => {
  it.each([
    ["the specification's", { bank_swift_auth_url: 'http://10.0.0.10:5000', bank_swift_user: 'admin', bank_swift_key: 'password' }],
    ["Karbor's", { ...own, swift_tenant_name: 'admin', swift_project_domain_name: 'default', swift_user_domain_name: 'default' }],
    ['a cloud of clouds.yaml', { os_cloud: 'lab', swift_region_name: 'RegionTwo', bank_swift_object_container: 'bank' }],
    ['TempAuth', tempAuth],
    ['TempAuth with an account', { ...tempAuth, swift_endpoint: 'https://swift/v1/AUTH_karbor' }],
    ['both spellings, when they agree', { ...own, bank_swift_user: 'admin' }],
    ['all others', {
      ...own,
      swift_auth_version: '3',
      swift_catalog_info: 'object-store:swift:internalURL',
      swift_endpoint: 'https://swift/v1/AUTH_%(project_id)s',
      swift_ca_cert_file: '/etc/ssl/swift.pem',
      swift_auth_insecure: 'False',
      swift_retry_attempts: '0',
      swift_retry_backoff: '0.5',
      swift_timeout: '60',
      swift_connections: '8',
      swift_settle_time: '5',
    }],
  ])('may be %s', (_which, settings) => {
    expect(problems(settings)).toEqual([]);
  });

  it('have defaults, and times in milliseconds', () => {
    expect(configSchema.parse(own)).toMatchObject({
      swift_retry_attempts: 11,
      swift_retry_backoff: 250,
      swift_connections: 32,
      swift_settle_time: 2000,
      bank_swift_object_container: 'karbor',
    });
    expect(configSchema.parse({ ...own, swift_retry_backoff: '0.5', swift_timeout: '60' })).toMatchObject({
      swift_retry_backoff: 500,
      swift_timeout: 60_000,
    });
  });

  it('are all named to those who ask what there is', () => {
    const schema = configSchema['~standard'].jsonSchema.input({ target: 'draft-2020-12' });
    const properties = schema['properties'] as Record<string, { type?: unknown; description?: unknown }>;
    expect(Object.keys(properties)).toContain('swift_catalog_info');
    for (const property of Object.values(properties)) expect(property).toMatchObject({ type: 'string' });
    expect(schema).not.toHaveProperty('allOf');
  });
});

describe('a wrong setting is named', () => {
  it('when it is missing', () => {
    expect(problems({}).map((problem) => problem.split(':')[0])).toEqual(['swift_auth_url', 'swift_user', 'swift_key']);
    expect(problems({ swift_auth_url: own.swift_auth_url, bank_swift_user: 'admin' })).toEqual([
      'swift_key: give it, or os_cloud for a cloud of clouds.yaml (bank_swift_key means the same)',
    ]);
  });

  it.each([
    ['swift_auth_url', 'keystone:5000', 'it must be a URL that starts with http:// or https://'],
    ['swift_auth_url', 'http://user:hunter2@keystone', 'it must not hold a user or a password'],
    ['swift_auth_version', '2.0', 'it must be 3 (Keystone) or 1 (TempAuth)'],
    ['swift_catalog_info', 'swift', 'it must be object-store:swift:publicURL, …:internalURL or …:adminURL'],
    ['swift_auth_insecure', 'perhaps', 'it must be true or false'],
    ['swift_retry_attempts', '1.5', 'it must be a whole number'],
    ['swift_retry_attempts', '', 'it must be a number'],
    ['swift_timeout', 'soon', 'it must be a number'],
    ['swift_key', '', 'it is empty'],
    ['bank_swift_object_container', 'a/b', 'a container\'s name cannot hold a "/"'],
    ['bank_swift_object_container', '..', 'a container cannot be called "." or ".."'],
    ['bank_swift_object_container', 'a\u0007', "a container's name cannot hold control characters"],
    ['bank_swift_object_container', 'é'.repeat(129), "a container's name has at most 256 bytes"],
  ])('%s = %s', (key, value, problem) => {
    expect(problems({ ...own, [key]: value })).toEqual([`${key}: ${problem}`]);
  });

  it('when two say the same thing differently', () => {
    expect(problems({ ...own, bank_swift_key: 'another' })).toEqual([
      'bank_swift_key: it means the same as swift_key, which has another value: remove one of the two',
    ]);
  });

  it('when a cloud of clouds.yaml says it already', () => {
    const taken = ['swift_auth_url', 'swift_user', 'swift_key', 'swift_tenant_name'];
    const problem = 'os_cloud says already how to reach the cloud: remove one of the two';
    expect(problems({ ...own, swift_tenant_name: 'p', os_cloud: 'lab' })).toEqual(taken.map((key) => `${key}: ${problem}`));
  });

  it.each([tempAuth, { ...tempAuth, swift_auth_url: 'http://swift/auth/v1/' }, { ...own, swift_auth_version: 'v1.0' }])(
    'when only Keystone knows it: %j',
    (settings) => {
      const keys = problems({ ...settings, swift_tenant_name: 'p', swift_region_name: 'r' }).map((problem) => problem.split(':')[0]);
      expect(keys).toEqual(['swift_tenant_name', 'swift_region_name']);
    },
  );

  it.each(['%(project_id)s', '%(tenant_id)s', '$(project_id)s'])('when a v1 user has no project to fill in: %s', (placeholder) => {
    const settings = { ...tempAuth, swift_endpoint: `https://swift/v1/AUTH_${placeholder}` };
    expect(problems(settings)).toEqual([
      'swift_endpoint: authentication v1 (swift_auth_version, or the end of the address) tells no project to fill in: remove it, for its answer brings the address, or write the account in full',
    ]);
  });

  it('without any value', () => {
    const settings = { ...own, bank_swift_key: 'another', swift_auth_url: 'http://u:hunter2@keystone', swift_timeout: 'hunter2' };
    expect(problems(settings).join()).not.toMatch(/hunter2|another,/);
  });
});
