import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { json, startTestCloud, type TestCloud } from '../cloud.fixture.js';
import { collect } from '../session/collect.js';
import type { ComputeClient } from './compute-client.js';

const root = '/compute/v2.1';
let cloud: TestCloud;
let compute: ComputeClient;
let sent: unknown[];
beforeEach(async () => {
  cloud = await startTestCloud();
  compute = cloud.session().compute;
  sent = [];
});
afterEach(() => cloud.close());

/** Records what is sent to a call and answers it. */
function answer(call: string, status: number, body?: unknown, headers: Record<string, string> = {}): void {
  cloud.on(call, async (request, response) => {
    const text = await request.text();
    sent.push(text === '' ? undefined : JSON.parse(text));
    if (body === undefined) response.writeHead(status, { 'x-openstack-request-id': 'req-test', ...headers }).end();
    else json(response, status, body, headers);
  });
}

describe('servers', () => {
  it.each([
    ['pauseServer', 'pause'],
    ['unpauseServer', 'unpause'],
    ['suspendServer', 'suspend'],
    ['resumeServer', 'resume'],
    ['startServer', 'os-start'],
    ['stopServer', 'os-stop'],
  ] as const)('%s sends the action and tells its request', async (method, action) => {
    answer(`POST ${root}/servers/s/action`, 202);
    expect(await compute[method]('s')).toEqual({ requestId: 'req-test' });
    expect(sent).toEqual([{ [action]: null }]);
  });

  it('tells of a state that does not allow an action: nothing was done', async () => {
    const message = "Cannot 'pause' instance s while it is in vm_state paused";
    answer(`POST ${root}/servers/s/action`, 409, { conflictingRequest: { code: 409, message } });
    await expect(compute.pauseServer('s')).rejects.toMatchObject({
      code: 'OPENSTACK_CONFLICT',
      serviceMessage: message,
      noEffect: true,
    });
  });

  it('tells of a quota as such', async () => {
    const message = 'Quota exceeded for instances: Requested 1, but already used 10 of 10 instances';
    answer(`POST ${root}/servers`, 403, { forbidden: { code: 403, message } });
    await expect(compute.createServer({ name: 'n', flavorRef: '1' })).rejects.toMatchObject({
      code: 'OPENSTACK_OVER_LIMIT',
      retryable: false,
      noEffect: true,
    });
  });

  it('are created without handing out their password', async () => {
    answer(`POST ${root}/servers`, 202, { server: { id: 's', adminPass: 'KFgEs49oVuwG' } });
    const server = { name: 'n', flavorRef: '1', networks: [{ uuid: 'net', fixed_ip: '10.0.0.3' }] };
    expect(await compute.createServer(server)).toEqual({ id: 's', requestId: 'req-test' });
    expect(sent).toEqual([{ server }]);
    await compute.createServer(server, { schedulerHints: { group: 'g' } });
    expect(sent[1]).toEqual({ server, 'os:scheduler_hints': { group: 'g' } });
  });

  it('give an image, told in the address or in the body', async () => {
    const location = 'http://127.0.0.1:9292/images/ac80adcd';
    answer(`POST ${root}/servers/s/action`, 202, undefined, { location });
    expect(await compute.createServerImage('s', { name: 'i' })).toEqual({ imageId: 'ac80adcd', requestId: 'req-test' });
    answer(`POST ${root}/servers/s/action`, 202, { image_id: 'bc80adcd' });
    const image = { name: 'i', metadata: { tag: 't' } };
    expect((await compute.createServerImage('s', image, { microversion: '2.45' })).imageId).toBe('bc80adcd');
    expect(sent).toEqual([{ createImage: { name: 'i' } }, { createImage: image }]);
    answer(`POST ${root}/servers/s/action`, 202);
    await expect(compute.createServerImage('s', image)).rejects.toMatchObject({ code: 'OPENSTACK_UNEXPECTED_ANSWER' });
  });

  it('have metadata', async () => {
    answer(`POST ${root}/servers/s/metadata`, 200, { metadata: { a: 'b', c: 'd' } });
    answer(`DELETE ${root}/servers/s/metadata/a%20b`, 204);
    expect(await compute.setServerMetadata('s', { c: 'd' })).toEqual({ a: 'b', c: 'd' });
    expect(await compute.deleteServerMetadataKey('s', 'a b')).toEqual({ requestId: 'req-test' });
    expect(sent).toEqual([{ metadata: { c: 'd' } }, undefined]);
  });

  it('are not asked for by an id that leads elsewhere', async () => {
    for (const id of ['', '.', '..']) {
      await expect(compute.deleteServer(id)).rejects.toMatchObject({ code: 'OPENSTACK_INVALID_ARGUMENT' });
    }
    await expect(compute.showServer('../flavors/1')).rejects.toMatchObject({ code: 'OPENSTACK_NOT_FOUND' });
    expect(cloud.calls).toEqual([`GET ${root}/servers/..%2Fflavors%2F1`]);
  });
});

describe('what belongs to a server', () => {
  it('is listed, attached and detached', async () => {
    const attachment = { id: 'v', volumeId: 'v', serverId: 's', device: '/dev/sdb' };
    answer(`GET ${root}/servers/s/os-volume_attachments`, 200, { volumeAttachments: [attachment] });
    answer(`POST ${root}/servers/s/os-volume_attachments`, 200, { volumeAttachment: attachment });
    answer(`DELETE ${root}/servers/s/os-volume_attachments/v`, 202);
    answer(`GET ${root}/servers/s/os-interface`, 200, { interfaceAttachments: [{ port_id: 'p' }] });
    answer(`GET ${root}/servers/s/os-security-groups`, 200, { security_groups: [{ name: 'default' }] });
    expect(await compute.listVolumeAttachments('s')).toEqual([attachment]);
    expect(await compute.attachVolume('s', { volumeId: 'v', device: '/dev/sdb' })).toEqual({
      attachment,
      requestId: 'req-test',
    });
    expect(await compute.detachVolume('s', 'v')).toEqual({ requestId: 'req-test' });
    expect(await compute.listInterfaces('s')).toEqual([{ port_id: 'p' }]);
    expect(await compute.listServerSecurityGroups('s')).toEqual([{ name: 'default' }]);
    expect(sent[1]).toEqual({ volumeAttachment: { volumeId: 'v', device: '/dev/sdb' } });
  });

  it('is its action log, asked for at the microversion that the service has', async () => {
    const versions: unknown[] = [];
    cloud.on('GET /compute/', (_request, response) => {
      json(response, 200, { versions: [{ id: 'v2.1', version: '2.53' }] });
    });
    const action = { action: 'pause', request_id: 'req-p', user_id: 'u', start_time: '2026-11-22T15:17:39.000000' };
    for (const [path, body] of [
      ['', { instanceActions: [action] }],
      ['/req-p', { instanceAction: { ...action, events: [] } }],
    ] as const) {
      cloud.on(`GET ${root}/servers/s/os-instance-actions${path}`, (request, response) => {
        versions.push(request.headers['openstack-api-version']);
        json(response, 200, body);
      });
    }
    expect(await collect(compute.listInstanceActions('s'))).toEqual([action]);
    expect(await compute.showInstanceAction('s', 'req-p')).toEqual({ ...action, events: [] });
    await compute.showInstanceAction('s', 'req-p', { microversion: '2.21' });
    expect(versions).toEqual(['compute 2.53', 'compute 2.53', 'compute 2.21']);
  });
});

it('shows flavors, keys, quotas and limits', async () => {
  answer(`GET ${root}/flavors/detail`, 200, { flavors: [{ id: '1' }] });
  answer(`GET ${root}/flavors/1`, 200, { flavor: { id: '1' } });
  answer(`GET ${root}/os-keypairs/my%20key`, 200, { keypair: { name: 'my key' } });
  answer(`GET ${root}/os-quota-sets/p`, 200, { quota_set: { id: 'p', cores: 20, instances: -1 } });
  answer(`PUT ${root}/os-quota-sets/p`, 200, { quota_set: { cores: 30 } });
  answer(`GET ${root}/limits`, 200, { limits: { rate: [], absolute: { maxTotalCores: 20 } } });
  expect(await collect(compute.listFlavors())).toEqual([{ id: '1' }]);
  expect(await compute.showFlavor('1')).toEqual({ id: '1' });
  expect(await compute.showKeypair('my key')).toEqual({ name: 'my key' });
  expect(await compute.showQuotaSet('p')).toEqual({ cores: 20, instances: -1 });
  expect(await compute.updateQuotaSet('p', { cores: 30 })).toEqual({ cores: 30 });
  expect(await compute.showLimits()).toEqual({ maxTotalCores: 20 });
  expect(sent.at(-2)).toEqual({ quota_set: { cores: 30 } });
});

it('lists key pairs, server groups and zones', async () => {
  const group = { id: 'g', name: 'n', policies: ['affinity'], members: ['s'] };
  const zones = [{ zoneName: 'nova', zoneState: { available: true } }];
  answer(`GET ${root}/os-keypairs`, 200, { keypairs: [{ keypair: { name: 'key' } }] });
  answer(`GET ${root}/os-server-groups`, 200, { server_groups: [group] });
  answer(`GET ${root}/os-availability-zone`, 200, { availabilityZoneInfo: zones });
  expect(await compute.listKeypairs()).toEqual([{ name: 'key' }]);
  expect(await collect(compute.listServerGroups())).toEqual([group]);
  expect(await compute.listAvailabilityZones()).toEqual(zones);
});
