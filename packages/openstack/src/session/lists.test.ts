import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { json, startTestCloud, type TestCloud } from '../cloud.fixture.js';
import { collect } from './collect.js';

let cloud: TestCloud;
beforeEach(async () => {
  cloud = await startTestCloud();
});
afterEach(() => cloud.close());

const ids = async (items: AsyncIterable<{ id: string }>) => (await collect(items)).map((item) => item.id);

/** Serves items a, b, c, d, e by `limit` and `marker`; `next` writes the link to the next page. */
function serve(call: string, key: string, next: (query: string) => Record<string, unknown>): void {
  cloud.on(call, (request, response) => {
    const all = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id }));
    const start = all.findIndex((item) => item.id === request.query.get('marker')) + 1;
    const page = all.slice(start, start + Number(request.query.get('limit') ?? 1000));
    const more = start + page.length < all.length;
    const query = new URLSearchParams(request.query);
    query.set('marker', page.at(-1)?.id ?? '');
    json(response, 200, { [key]: page, ...(more ? next(query.toString()) : {}) });
  });
}

describe('lists', () => {
  it('follow the links of Nova, Cinder and Neutron, whatever host these name', async () => {
    const link = (key: string) => (query: string) => ({
      [`${key}_links`]: [{ rel: 'next', href: `http://behind-a-proxy/x?${query}` }],
    });
    serve('GET /compute/v2.1/servers/detail', 'servers', link('servers'));
    serve('GET /volume/v3/project-1/volumes/detail', 'volumes', link('volumes'));
    serve('GET /network/v2.0/ports', 'ports', link('ports'));
    const session = cloud.session();
    const filters = { status: 'ACTIVE' };
    expect(await ids(session.compute.listServers({ pageSize: 2, filters }))).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(cloud.calls).toEqual([
      'GET /compute/v2.1/servers/detail?status=ACTIVE&limit=2',
      'GET /compute/v2.1/servers/detail?status=ACTIVE&limit=2&marker=b',
      'GET /compute/v2.1/servers/detail?status=ACTIVE&limit=2&marker=d',
    ]);
    expect(await ids(session.volume.listVolumes({ pageSize: 3 }))).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(await ids(session.network.listPorts({ pageSize: 4 }))).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('follow the links of Glance and Keystone', async () => {
    serve('GET /image/v2/images', 'images', (query) => ({ next: `/v2/images?${query}` }));
    serve('GET /identity/v3/auth/projects', 'projects', (query) => ({
      links: { next: `http://x/v3/auth/projects?${query}`, previous: null },
    }));
    const session = cloud.session();
    expect(await ids(session.image.listImages({ pageSize: 2 }))).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(await ids(session.identity.listProjects({ pageSize: 2 }))).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('fetch a page only when it is read', async () => {
    serve('GET /image/v2/images', 'images', (query) => ({ next: `/v2/images?${query}` }));
    for await (const image of cloud.session().image.listImages({ pageSize: 2 })) {
      if (image.id === 'b') break;
    }
    expect(cloud.calls).toHaveLength(1);
  });

  it('fail, rather than end early, when a page cannot be had', async () => {
    serve('GET /image/v2/images', 'images', (query) => ({ next: `/v2/images?${query}&bad=1` }));
    const first = cloud.session().image.listImages({ pageSize: 2 });
    const seen: string[] = [];
    const reading = (async () => {
      for await (const image of first) {
        seen.push(image.id);
        cloud.on('GET /image/v2/images', (_request, response) => {
          json(response, 400, { message: 'bad marker' });
        });
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: 'OPENSTACK_BAD_REQUEST', serviceMessage: 'bad marker' });
    expect(seen).toEqual(['a', 'b']);
  });

  it('refuse an answer without the list, and one that leads in a circle', async () => {
    cloud.on('GET /image/v2/images', (_request, response) => {
      json(response, 200, { pictures: [] });
    });
    cloud.on('GET /compute/v2.1/servers/detail', (_request, response) => {
      json(response, 200, { servers: [], servers_links: [{ rel: 'next', href: 'http://x/?marker=a' }] });
    });
    const session = cloud.session();
    await expect(collect(session.image.listImages())).rejects.toMatchObject({
      code: 'OPENSTACK_UNEXPECTED_ANSWER',
      message: "GET /images of image was answered without 'images'.",
    });
    await expect(collect(session.compute.listServers())).rejects.toMatchObject({ code: 'OPENSTACK_UNEXPECTED_ANSWER' });
  });
});
