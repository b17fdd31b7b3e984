import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { json, startTestCloud, type TestCloud } from '../cloud.fixture.js';
import type { ImageClient } from './image-client.js';

const images = '/image/v2/images';
const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251));
let cloud: TestCloud;
let image: ImageClient;
beforeEach(async () => {
  cloud = await startTestCloud();
  image = cloud.session().image;
});
afterEach(() => cloud.close());

async function read(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of body) parts.push(chunk);
  return Buffer.concat(parts);
}

describe('images', () => {
  it('are registered, changed and deleted', async () => {
    const sent: unknown[] = [];
    for (const [call, status] of [
      [`POST ${images}`, 201],
      [`PATCH ${images}/i`, 200],
    ] as const) {
      cloud.on(call, async (request, response) => {
        sent.push([request.headers['content-type'], JSON.parse(await request.text())]);
        json(response, status, { id: 'i', status: 'queued', os_distro: 'lab' });
      });
    }
    cloud.on(`DELETE ${images}/i`, (_request, response) => {
      response.writeHead(204, { 'x-openstack-request-id': 'req-d' }).end();
    });
    expect(await image.createImage({ name: 'n', disk_format: 'raw', os_distro: 'lab' })).toMatchObject({ id: 'i' });
    expect((await image.updateImage('i', [{ op: 'add', path: '/k', value: 'v' }]))['os_distro']).toBe('lab');
    expect(await image.deleteImage('i')).toEqual({ requestId: 'req-d' });
    expect(sent).toEqual([
      ['application/json', { name: 'n', disk_format: 'raw', os_distro: 'lab' }],
      ['application/openstack-images-v2.1-json-patch', [{ op: 'add', path: '/k', value: 'v' }]],
    ]);
  });

  it('are shared with projects', async () => {
    const member = { image_id: 'i', member_id: 'p', status: 'pending', schema: '/v2/schemas/member' };
    const sent: unknown[] = [];
    cloud.on(`POST ${images}/i/members`, async (request, response) => {
      sent.push(JSON.parse(await request.text()));
      json(response, 200, member);
    });
    cloud.on(`GET ${images}/i/members`, (_request, response) => {
      json(response, 200, { members: [member], schema: '/v2/schemas/members' });
    });
    expect(await image.addImageMember('i', 'p')).toEqual(member);
    expect(await image.listImageMembers('i')).toEqual([member]);
    expect(sent).toEqual([{ member: 'p' }]);
  });

  it('that are not there are told in Glance’s words', async () => {
    cloud.on(`GET ${images}/i`, (_request, response) => {
      const html =
        '<html><head><title>404</title></head><body><h1>404 Not Found</h1>No image found with ID i<br /></body></html>';
      response.writeHead(404, { 'content-type': 'text/html; charset=UTF-8' }).end(html);
    });
    await expect(image.showImage('i')).rejects.toMatchObject({
      code: 'OPENSTACK_NOT_FOUND',
      serviceMessage: 'No image found with ID i',
    });
  });
});

describe('download', () => {
  /** Serves the bytes; `breakAt` cuts the nth answer off after so many bytes. */
  function serve(options: { ranges: boolean; breakAt?: readonly number[] }): string[] {
    const ranges: string[] = [];
    cloud.on(`GET ${images}/i/file`, (request, response) => {
      const range = request.headers.range ?? '';
      const cut = options.breakAt?.[ranges.length];
      ranges.push(range);
      const start = options.ranges ? Number(/^bytes=(\d+)-$/.exec(range)?.[1] ?? 0) : 0;
      const rest = bytes.subarray(start);
      const partly = options.ranges && range !== '';
      response.writeHead(partly ? 206 : 200, { 'content-length': String(rest.byteLength) });
      if (cut === undefined) response.end(rest);
      else response.write(rest.subarray(0, cut), () => setTimeout(() => response.destroy(), 10));
    });
    return ranges;
  }

  it('gives all bytes, or those from an offset on', async () => {
    const ranges = serve({ ranges: true });
    const whole = await image.downloadImageData('i');
    expect(whole.size).toBe(bytes.byteLength);
    expect(await read(whole.body)).toEqual(bytes);
    const rest = await image.downloadImageData('i', { offset: 150_000 });
    expect(rest.size).toBe(50_000);
    expect(await read(rest.body)).toEqual(bytes.subarray(150_000));
    expect(ranges).toEqual(['', 'bytes=150000-']);
  });

  it('skips the bytes itself when the service ignores the range', async () => {
    serve({ ranges: false });
    const rest = await image.downloadImageData('i', { offset: 150_000 });
    expect(rest.size).toBe(50_000);
    expect(await read(rest.body)).toEqual(bytes.subarray(150_000));
  });

  it.each([[true], [false]])('goes on where it was when the connection breaks (ranges: %s)', async (ranges) => {
    const asked = serve({ ranges, breakAt: [100_000, ranges ? 1 : 150_000] });
    expect(await read((await image.downloadImageData('i')).body)).toEqual(bytes);
    expect(asked).toHaveLength(3);
    expect(asked[2]).toMatch(/^bytes=\d+-$/);
  });

  it('gives up when there is no progress', async () => {
    const asked = serve({ ranges: true, breakAt: [100_000, 0, 0, 0, 0, 0, 0, 0, 0, 0] });
    const { body } = await image.downloadImageData('i');
    await expect(read(body)).rejects.toMatchObject({ code: 'OPENSTACK_CONNECTION' });
    expect(asked.length).toBeGreaterThan(2);
  });

  it('is empty for an image without bytes', async () => {
    cloud.on(`GET ${images}/i/file`, (_request, response) => {
      response.writeHead(204).end();
    });
    const { size, body } = await image.downloadImageData('i');
    expect(size).toBe(0);
    expect((await read(body)).byteLength).toBe(0);
  });
});
