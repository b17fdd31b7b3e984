import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { json, startTestCloud, type TestCloud } from '../cloud.fixture.js';

let cloud: TestCloud;
beforeEach(async () => {
  cloud = await startTestCloud();
});
afterEach(() => cloud.close());

describe('endpoints', () => {
  it('come from the catalog, with their version', async () => {
    const session = cloud.session();
    const services = ['identity', 'compute', 'volume', 'image', 'network', 'object-store'] as const;
    const endpoints = await Promise.all(services.map((service) => session.endpoint(service)));
    expect(endpoints.map((endpoint) => endpoint.slice(cloud.url.length))).toEqual([
      '/identity/v3',
      '/compute/v2.1',
      '/volume/v3/project-1',
      '/image/v2',
      '/network/v2.0',
      '/swift/v1/AUTH_project-1',
    ]);
  });

  it('are chosen by region and interface', async () => {
    const two = cloud.session(undefined, { region: 'RegionTwo' });
    expect(await two.endpoint('compute')).toBe(`${cloud.url}/compute-two/v2.1`);
    const internal = cloud.session(undefined, { interface: 'internal' });
    expect(await internal.endpoint('compute')).toBe(`${cloud.url}/compute-internal/v2.1`);
  });

  it('tell what the catalog has when it lacks the wanted one', async () => {
    const session = cloud.session(undefined, { region: 'Nowhere', interface: 'admin' });
    await expect(session.volume.showVolume('v')).rejects.toMatchObject({
      code: 'OPENSTACK_NO_ENDPOINT',
      service: 'volume',
      noEffect: true,
      message: expect.stringMatching(/volumev3.* admin, in region 'Nowhere'.*volumev3 \(public, RegionOne\)/) as string,
    });
  });

  it('can be overridden, with the project in them', async () => {
    const session = cloud.session(undefined, {
      endpointOverrides: { volume: 'http://cinder:8776/v3/%(project_id)s/', image: 'http://glance:9292' },
    });
    expect(await session.endpoint('volume')).toBe('http://cinder:8776/v3/project-1');
    expect(await session.endpoint('image')).toBe('http://glance:9292/v2');
  });
});

describe('microversions', () => {
  const versions = {
    versions: [
      { id: 'v2.0', version: '' },
      { id: 'v2.1', version: '2.93', min_version: '2.1' },
    ],
  };

  it('are discovered once per service, at its unversioned address', async () => {
    cloud.on('GET /compute/', (_request, response) => {
      json(response, 300, versions);
    });
    const session = cloud.session();
    expect(await session.maxMicroversion('compute')).toBe('2.93');
    expect(await session.negotiateMicroversion('compute', '2.58')).toBe('2.58');
    expect(await session.negotiateMicroversion('compute', '2.100')).toBe('2.93');
    expect(cloud.calls).toEqual(['GET /compute/']);
  });

  it('are left out for a service that shows none', async () => {
    expect(await cloud.session().negotiateMicroversion('volume', '3.60')).toBeUndefined();
  });

  it('go with a call, to the service by its name', async () => {
    const seen: unknown[] = [];
    for (const call of ['GET /compute/v2.1/servers/s', 'GET /volume/v3/project-1/groups/g']) {
      cloud.on(call, (request, response) => {
        seen.push(request.headers['openstack-api-version']);
        json(response, 200, { server: {}, group: {} });
      });
    }
    const session = cloud.session();
    await session.compute.showServer('s');
    await session.compute.showServer('s', { microversion: '2.26' });
    await session.volume.showGroup('g');
    expect(seen).toEqual([undefined, 'compute 2.26', 'volume 3.60']);
  });

  it('that a service has not got are told as such', async () => {
    cloud.on('GET /compute/v2.1/servers/s', (_request, response) => {
      const message = 'Version 2.999 is not supported by the API. Minimum is 2.1 and maximum is 2.93.';
      json(response, 406, { computeFault: { code: 406, message } });
    });
    await expect(cloud.session().compute.showServer('s', { microversion: '2.999' })).rejects.toMatchObject({
      code: 'OPENSTACK_MICROVERSION_UNSUPPORTED',
      serviceMessage: expect.stringContaining('maximum is 2.93') as string,
    });
  });
});
