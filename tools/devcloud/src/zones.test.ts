import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Devcloud } from './api/devcloud.js';
import { startDevcloud } from './devcloud.js';
import { Client } from './testing/client.fixture.js';

let cloud: Devcloud;
let demo: Client;
beforeAll(async () => {
  cloud = await startDevcloud({ zones: ['here', 'there'] });
  demo = await Client.open(cloud, 'demo');
});
afterAll(() => cloud.stop());

it('has the availability zones that it was started with', async () => {
  for (const service of ['volume', 'compute'] as const) {
    const zones = await demo.get(service, '/os-availability-zone');
    expect(zones.each('availabilityZoneInfo', 'zoneName')).toEqual(['here', 'there']);
  }
  const volume = async (zone?: string): Promise<unknown> =>
    (await demo.post('volume', '/volumes', { volume: { size: 1, availability_zone: zone } })).body;
  expect(await volume()).toMatchObject({ volume: { availability_zone: 'here' } });
  expect(await volume('there')).toMatchObject({ volume: { availability_zone: 'there' } });
  expect(await volume('mars')).toMatchObject({ badRequest: { message: "Availability zone 'mars' is invalid." } });
  const server = { name: 's', flavorRef: '1', networks: 'none', availability_zone: 'mars' };
  const version = { headers: { 'OpenStack-API-Version': 'compute 2.60' } };
  const refused = await demo.post('compute', '/servers', { server }, version);
  expect(refused.at('badRequest.message')).toBe('The requested availability zone is not available');
});
