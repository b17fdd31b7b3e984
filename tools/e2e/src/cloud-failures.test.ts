import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { leftIn } from './left-in-cloud.js';
import { Operator } from './operator.js';
import type { Item } from './operator.js';
import { makeSmallProject } from './small-project.js';
import type { SmallProject } from './small-project.js';

let operator: Operator;
let made: SmallProject;
let password: string;
const list = ['protectable', 'list', 'OS::Glance::Image'];

beforeAll(async () => {
  operator = await Operator.start({ password: 'a-secret-of-this-test' });
  made = await makeSmallProject(operator.cloud);
  password = operator.cloud.cloudConfig('demo').auth.password;
});
afterAll(() => operator.end());
afterEach(() => operator.cloud.faults.clear());

/** Nothing that is printed may hold the password or a token. */
function expectNoSecret({ out, err }: { readonly out: string; readonly err: string }): void {
  for (const secret of [password, 'another-secret', 'gAAAAA']) expect(out + err).not.toContain(secret);
}

describe('a cloud that cannot be reached', () => {
  const asCloud = (overrides: object) => {
    const { auth, ...cloud } = operator.cloud.cloudConfig('demo');
    return operator.write('clouds.yaml', JSON.stringify({ clouds: { demo: { ...cloud, auth: { ...auth, ...overrides } } } }));
  };
  afterEach(() => operator.write('clouds.yaml', operator.cloud.cloudsYaml()));

  test('for its password is wrong: exit code 2, and no password is told', async () => {
    await asCloud({ password: 'another-secret' });
    const text = await operator.start([...list, '--debug']).ended;
    expect(text).toMatchObject({ code: 2, out: '' });
    expect(text.err).toMatch(/^karbor: [^\n]*401[^\n]* \[OPENSTACK_AUTHENTICATION_FAILED\]\n {2}OpenStackError: /);
    expectNoSecret(text);
    const json = await operator.call([...list, '--json']);
    expect(JSON.parse(json.out)).toMatchObject({ status: 'failed', error: { code: 'OPENSTACK_AUTHENTICATION_FAILED' } });
    expectNoSecret(json);
  });

  test('for nothing listens: exit code 1', async () => {
    await asCloud({ auth_url: 'http://127.0.0.1:1/identity/v3' });
    const { code, err } = await operator.start(list).ended;
    expect(code).toBe(1);
    expect(err).toMatch(/^karbor: [^\n]*127\.0\.0\.1:1[^\n]* \[OPENSTACK_CONNECTION\]\n$/);
  });

  test('for it is not in clouds.yaml: exit code 2 and the names of those that are', async () => {
    const { code, err } = await operator.start([...list, '--os-cloud', 'none']).ended;
    expect(code).toBe(2);
    expect(err).toMatch(/^karbor: There is no cloud 'none' in .*demo.*--os-cloud\. \[OPENSTACK_CLOUD_NOT_FOUND\]\n$/);
  });

  test('for none is chosen: exit code 2 and a hint', async () => {
    const { code, err } = await operator.call(list, { OS_CLOUD: '' });
    expect(code).toBe(2);
    expect(err).toMatch(/--os-cloud or OS_CLOUD/);
  });
});

test('the OS_* variables do as a cloud', async () => {
  const { auth } = operator.cloud.cloudConfig('demo');
  const environment = {
    ...{ OS_CLOUD: '', OS_AUTH_URL: auth.auth_url, OS_USERNAME: auth.username },
    ...{ OS_PASSWORD: auth.password, OS_PROJECT_NAME: auth.project_name },
  };
  const { code, out } = await operator.start([...list, '--json'], environment).ended;
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject([{ name: 'debian' }]);
});

describe('a service', () => {
  const protect = ['protect', '--resource'];

  test('that fails for a while is asked again', async () => {
    const { faults, requests } = operator.cloud;
    faults.add({ service: 'volume', method: 'GET', effect: { kind: 'status', status: 503 }, count: 2 });
    faults.add({ service: 'image', method: 'GET', path: '/file', effect: { kind: 'status', status: 500 } });
    const before = await leftIn(operator.cloud);
    await operator.run(...protect, `OS::Cinder::Volume#${made.webDataId}`);
    expect(faults.list().map(({ hits }) => hits)).toEqual([2, 1]);
    expect(requests.count({ service: 'image', path: '/file' })).toBeGreaterThan(1);
    expect(await leftIn(operator.cloud)).toEqual(before);
  });

  test('that fails for ever fails the operation, which says so and leaves nothing', async () => {
    operator.cloud.faults.add({
      ...{ service: 'image', method: 'GET', path: '/file', count: 'forever' },
      effect: { kind: 'status', status: 500, message: 'out of order' },
    });
    const before = await leftIn(operator.cloud);
    const failed = await operator.start([...protect, `OS::Cinder::Volume#${made.webDataId}`, '--debug']).ended;
    expect(failed).toMatchObject({ code: 1, out: '' });
    expect(failed.err).toMatch(/\nkarbor: Operation protect of checkpoint \S+ has failed: onMain of OS::Cinder::Volume#.* 500.*\[KARBOR_OPERATION_FAILED\]\n/);
    expectNoSecret(failed);
    expect(await leftIn(operator.cloud)).toEqual(before);
    const { id, status } = await operator.newest();
    expect(status).toBe('error');
    const shown = await operator.json<{ errors: unknown[] }>('checkpoint', 'show', id);
    expect(shown.errors).toMatchObject([{ message: expect.stringContaining('500') as unknown }]);
    await operator.json('checkpoint', 'delete', id);
  });

  test('whose connection breaks in the middle of the bytes goes on where it was', async () => {
    const { faults } = operator.cloud;
    faults.add({ service: 'image', method: 'GET', path: '/file', effect: { kind: 'drop', when: 'during', afterBytes: 100_000 } });
    const { id } = await operator.json<Item>(...protect, `OS::Glance::Image#${made.imageId}`);
    expect(faults.list()).toMatchObject([{ hits: 1 }]);
    expect(await operator.json('checkpoint', 'verify', id)).toMatchObject({ status: 'done' });
  });

  test('whose answer is lost after it made something has that taken back', async () => {
    const { faults } = operator.cloud;
    faults.add({ service: 'volume', method: 'POST', path: /snapshots$/, effect: { kind: 'drop', when: 'after' } });
    const before = await leftIn(operator.cloud);
    const { code, err } = await operator.start([...protect, `OS::Nova::Server#${made.dbId}`]).ended;
    expect(code).toBe(1);
    expect(err).toContain('[KARBOR_OPERATION_FAILED]');
    expect(faults.list()).toMatchObject([{ hits: 1 }]);
    expect(await leftIn(operator.cloud)).toEqual(before);
    expect(await operator.newest()).toMatchObject({ status: 'error' });
  });
});
