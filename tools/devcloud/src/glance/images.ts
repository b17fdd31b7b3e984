import { randomUUID } from 'node:crypto';
import { Problem } from '../http/problem.js';
import { isAdmin, type ScopedToken } from '../keystone/tokens.js';
import type { Cloud } from '../state/cloud.js';
import { Digests } from '../storage/digests.js';
import { imageBlob, type ImageRecord } from './records.js';

type ImageFields = Omit<
  ImageRecord,
  'id' | 'owner' | 'createdAt' | 'updatedAt' | 'status' | 'size' | 'checksum' | 'hash' | 'members'
>;

/** A new image without data: `queued`. */
export const insertImage = (
  cloud: Cloud,
  owner: string,
  fields: Partial<ImageFields> & { readonly id?: string },
): ImageRecord => {
  const now = cloud.now();
  return cloud.tables.images.insert({
    id: randomUUID(),
    owner,
    createdAt: now,
    updatedAt: now,
    status: 'queued',
    name: null,
    diskFormat: null,
    containerFormat: null,
    visibility: 'shared',
    protected: false,
    hidden: false,
    minDisk: 0,
    minRam: 0,
    tags: [],
    properties: {},
    size: null,
    checksum: null,
    hash: null,
    members: {},
    ...fields,
  });
};

/** `queued → saving → active`; back to `queued`, with nothing stored, when the bytes do not all come. */
export const fillImage = async (cloud: Cloud, image: ImageRecord, source: AsyncIterable<Uint8Array>): Promise<void> => {
  const { images } = cloud.tables;
  images.save(image, { status: 'saving', updatedAt: cloud.now() });
  const digests = new Digests('md5', 'sha512');
  try {
    const size = await cloud.blobs.fill(imageBlob(image.id), digests.pass(source));
    if (images.get(image.id) === undefined) {
      await cloud.blobs.remove(imageBlob(image.id));
      return;
    }
    images.save(image, {
      status: 'active',
      size,
      checksum: digests.hex('md5'),
      hash: digests.hex('sha512'),
      updatedAt: cloud.now(),
    });
  } catch (error) {
    images.save(image, { status: 'queued', updatedAt: cloud.now() });
    throw error;
  }
};

export const removeImage = async (cloud: Cloud, id: string): Promise<void> => {
  cloud.tables.images.delete(id);
  await cloud.blobs.remove(imageBlob(id));
};

export const isVisible = (image: ImageRecord, token: ScopedToken): boolean =>
  image.owner === token.projectId ||
  image.visibility === 'public' ||
  image.visibility === 'community' ||
  (image.visibility === 'shared' && image.members[token.projectId] !== undefined) ||
  isAdmin(token);

export const visibleImage = (cloud: Cloud, token: ScopedToken, id: string): ImageRecord => {
  const image = cloud.tables.images.get(id);
  if (image === undefined || !isVisible(image, token)) throw new Problem(404, `No image found with ID ${id}`);
  return image;
};

/** What is visible but another project's cannot be changed. */
export const ownImage = (cloud: Cloud, token: ScopedToken, id: string, action: string): ImageRecord => {
  const image = visibleImage(cloud, token, id);
  if (image.owner !== token.projectId && !isAdmin(token))
    throw new Problem(403, `You are not authorized to complete ${action} action.`);
  return image;
};
