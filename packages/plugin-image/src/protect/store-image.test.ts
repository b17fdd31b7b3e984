import { createHash } from 'node:crypto';
import type { OpenStream, WriteSection } from '@karbor/plugin-sdk';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestCloud } from '../test-cloud.fixture.js';
import type { TestCloud } from '../test-cloud.fixture.js';
import { storeImage } from './store-image.js';

let demo: TestCloud;

beforeEach(async () => {
  demo = await startTestCloud();
});
afterEach(() => demo.stop());

const bytes = Buffer.from('all the bytes of an image, of which some are stored already');

/** A section that has stored some bytes of an earlier try, and keeps those that come. */
function sectionWith(stored: Uint8Array) {
  const kept: Uint8Array[] = [];
  const removed: string[] = [];
  async function* readBack(): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(stored);
  }
  const section = {
    writeStream: async (_name: string, open: OpenStream) => {
      for await (const piece of await open({ offset: stored.length, stored: readBack })) kept.push(Uint8Array.from(piece));
      const size = stored.length + Buffer.concat(kept).length;
      return { kind: 'stream', size, sha256: 'of its chunks' } as const;
    },
    deleteObject: async (name: string) => Promise.resolve(void removed.push(name)),
  } satisfies Partial<WriteSection> as Partial<WriteSection> as WriteSection;
  return { section, removed, came: () => Buffer.concat(kept) };
}

async function store(section: WriteSection) {
  const images = demo.session.image;
  const id = await demo.cloud.seed.image({ name: 'base', bytes });
  return storeImage({ images, image: await images.showImage(id), section, identity: 'i', signal: new AbortController().signal });
}

test.each([0, 20, bytes.length])('goes on behind %d bytes that are stored, and proves the whole', async (offset) => {
  const { section, came } = sectionWith(bytes.subarray(0, offset));
  const stored = await store(section);
  expect(came()).toEqual(bytes.subarray(offset));
  expect(stored.bytes).toBe(bytes.length);
  expect(stored.hashes[0]).toEqual({ algorithm: 'sha512', value: createHash('sha512').update(bytes).digest('hex') });
});

test('what was stored of another content is not taken for good, and is removed', async () => {
  const { section, removed } = sectionWith(Buffer.alloc(20));
  await expect(store(section)).rejects.toMatchObject({ code: 'KARBOR_IMAGE_CHECKSUM' });
  expect(removed).toEqual(['data']);
});
