import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Devcloud } from '../api/devcloud.js';
import { startDevcloud } from '../devcloud.js';
import { Client, request } from '../testing/client.fixture.js';

let cloud: Devcloud;
let demo: Client;
beforeAll(async () => {
  cloud = await startDevcloud();
  demo = await Client.open(cloud);
});
afterAll(() => cloud.stop());
beforeEach(() => {
  cloud.faults.clear();
  cloud.requests.clear();
});

const network = (name: string): Promise<unknown> => demo.post('network', '/networks', { network: { name } });
const networks = (): string[] => cloud.inventory(demo.projectId).networks.map(({ name }) => name);

describe('a status', () => {
  it('is answered with the error body of the service, and nothing happens', async () => {
    cloud.faults.add({
      service: 'network',
      method: 'POST',
      effect: { kind: 'status', status: 503, headers: { 'Retry-After': '1' } },
    });
    const answer = await demo.post('network', '/networks', { network: { name: 'never' } });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    expect(answer.at('NeutronError.message')).toContain('unavailable');
    expect(networks()).not.toContain('never');
    for (const [base, path, key] of [
      ['volume', '/volumes', 'serviceUnavailable.code'],
      ['compute', '/servers', 'serviceUnavailable.code'],
      ['identity', '/auth/projects', 'error.code'],
    ] as const) {
      cloud.faults.add({ effect: { kind: 'status', status: 503 } });
      expect((await demo.get(base, path)).at(key), base).toBe(503);
    }
    cloud.faults.add({ effect: { kind: 'status', status: 503 } });
    expect((await demo.get('object-store', '')).body).toContain('<h1>Service Unavailable</h1>');
    cloud.faults.add({ effect: { kind: 'status', status: 500, message: 'of my own' } });
    expect((await demo.get('image', '/images')).body).toContain('of my own');
  });
});

describe('which requests are hit', () => {
  it('counts matching requests', async () => {
    const fault = cloud.faults.add({
      service: 'network',
      method: 'GET',
      path: /networks$/,
      nth: 2,
      count: 2,
      effect: { kind: 'status', status: 500 },
    });
    const statuses: number[] = [];
    for (let call = 0; call < 4; call += 1) {
      statuses.push((await demo.get('network', '/networks')).status);
      await demo.get('network', '/ports');
    }
    expect(statuses).toEqual([200, 500, 500, 200]);
    expect(fault).toMatchObject({ seen: 4, hits: 2 });
    expect(
      cloud.requests.list({ path: /networks/ }).map(({ status, faultId }) => [status, faultId === fault.id]),
    ).toEqual([
      [200, false],
      [500, true],
      [500, true],
      [200, false],
    ]);
  });

  it('goes on for ever when asked to, until it is removed', async () => {
    const fault = cloud.faults.add({ service: 'image', count: 'forever', effect: { kind: 'status', status: 429 } });
    for (let call = 0; call < 3; call += 1) expect((await demo.get('image', '/images')).status).toBe(429);
    cloud.faults.remove(fault.id);
    expect((await demo.get('image', '/images')).status).toBe(200);
  });

  it('refuses a fault that makes no sense', () => {
    expect(() => cloud.faults.add({ nth: 0, effect: { kind: 'hang' } })).toThrow('nth');
    expect(() => cloud.faults.add({ effect: { kind: 'status', status: 99 } })).toThrow('effect.status');
    expect(() => cloud.faults.add({ effect: { kind: 'latency', milliseconds: -1 } })).toThrow('effect.milliseconds');
  });
});

describe('a dropped connection', () => {
  it('breaks before the request is processed', async () => {
    cloud.faults.add({ service: 'network', effect: { kind: 'drop', when: 'before' } });
    await expect(network('before')).rejects.toThrow();
    expect(networks()).not.toContain('before');
  });

  it('breaks after it was processed, so that the answer is lost', async () => {
    cloud.faults.add({ service: 'network', effect: { kind: 'drop', when: 'after' } });
    await expect(network('after')).rejects.toThrow();
    expect(networks()).toContain('after');
    expect(cloud.requests.list().at(-1)).not.toHaveProperty('status');
  });

  it('breaks inside a body', async () => {
    const image = await cloud.seed.image({ name: 'i', bytes: Buffer.alloc(200_000, 1) });
    cloud.faults.add({ path: /file$/, effect: { kind: 'drop', when: 'during', afterBytes: 70_000 } });
    const answer = await fetch(demo.address('image', `/images/${image}/file`), {
      headers: { 'X-Auth-Token': demo.token },
    });
    expect(answer.status).toBe(200);
    await expect(answer.arrayBuffer()).rejects.toThrow();
    expect((await demo.get('image', `/images/${image}/file`)).bytes.length).toBe(200_000);
  });
});

describe('time', () => {
  it('processes a request late', async () => {
    cloud.faults.add({ effect: { kind: 'latency', milliseconds: 1 } });
    expect((await demo.get('network', '/networks')).status).toBe(200);
    cloud.faults.add({ method: 'POST', effect: { kind: 'latency', milliseconds: 60_000 } });
    const late = demo.post('network', '/networks', { network: { name: 'late' } }, { signal: AbortSignal.timeout(50) });
    await expect(late).rejects.toThrow();
    expect(networks()).not.toContain('late');
  });

  it('never answers', async () => {
    cloud.faults.add({ count: 'forever', effect: { kind: 'hang' } });
    const signal = AbortSignal.timeout(60);
    const hanging = fetch(demo.address('network', '/networks'), { headers: { 'X-Auth-Token': demo.token }, signal });
    await expect(hanging).rejects.toThrow();
    expect(cloud.requests.list().at(-1)).not.toHaveProperty('status');
    expect((await request(`${cloud.url}/devcloud/requests`, 'GET')).status).toBe(200);
  });
});

it('is asked for over HTTP', async () => {
  const url = `${cloud.url}/devcloud/faults`;
  const fault = { service: 'compute', path: 'servers$', effect: { kind: 'status', status: 502 } };
  const added = await request(url, 'POST', { json: fault });
  expect(added.status).toBe(201);
  expect((await demo.get('compute', '/servers')).status).toBe(502);
  expect((await request(url, 'GET')).at('faults.0')).toMatchObject({ ...fault, hits: 1 });
  await request(`${url}/${added.text('fault.id')}`, 'DELETE');
  expect((await request(url, 'GET')).body).toEqual({ faults: [] });
  const wrong = await request(url, 'POST', { json: { effect: { kind: 'explode' } } });
  expect([wrong.status, wrong.at('error.message')]).toEqual([400, expect.stringContaining('kind') as unknown]);
});
