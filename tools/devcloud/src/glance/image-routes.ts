import { z } from 'zod';
import { readJson } from '../http/body.js';
import { type Answer, type Call, header } from '../http/call.js';
import { hasClones } from '../cinder/volumes.js';
import { Problem } from '../http/problem.js';
import type { Router } from '../http/router.js';
import { isAdmin, scopedCallerOf, type ScopedToken } from '../keystone/tokens.js';
import type { Cloud } from '../state/cloud.js';
import { columnsOf, isField, refuseReadOnly, refuseUnknownFormat, writable } from './fields.js';
import { insertImage, ownImage, removeImage, visibleImage } from './images.js';
import { listImages } from './list.js';
import { patchBody, patched } from './patch.js';
import type { ImageRecord } from './records.js';
import { imageView } from './view.js';

const creation = writable.extend({ id: z.uuid().optional() }).loose();

const propertiesOf = (body: Readonly<Record<string, unknown>>): Record<string, string | null> => {
  const properties: Record<string, string | null> = {};
  for (const [name, value] of Object.entries(body)) {
    if (name === 'id' || isField(name)) continue;
    refuseReadOnly(name);
    if (typeof value !== 'string' && value !== null)
      throw new Problem(
        400,
        `Provided object does not match schema 'image': ${JSON.stringify(value)} is not of type 'null', 'string'`,
      );
    properties[name] = value;
  }
  return properties;
};

const refusePublic = (token: ScopedToken, visibility: string | undefined): void => {
  if (visibility === 'public' && !isAdmin(token))
    throw new Problem(403, 'You are not authorized to complete publicize_image action.');
};

const create = async (cloud: Cloud, call: Call): Promise<Answer> => {
  const token = scopedCallerOf(cloud, call);
  const body = await readJson(call, creation);
  refuseUnknownFormat(body);
  refusePublic(token, body.visibility);
  if (body.id !== undefined && cloud.tables.images.get(body.id) !== undefined)
    throw new Problem(409, `Image ID ${body.id} already exists!`);
  const image = insertImage(cloud, token.projectId, {
    ...columnsOf(body),
    ...(body.id !== undefined && { id: body.id }),
    properties: propertiesOf(body),
  });
  return {
    status: 201,
    headers: {
      Location: `${cloud.url}/image/v2/images/${image.id}`,
      'Openstack-Image-Import-Methods': 'glance-direct,web-download,copy-image',
      'Openstack-Image-Store-Ids': 'file',
    },
    body: imageView(image),
  };
};

const update = async (cloud: Cloud, call: Call, id: string): Promise<Answer> => {
  const token = scopedCallerOf(cloud, call);
  if (!/^application\/openstack-images-v2\.[01]-json-patch$/.test(header(call, 'content-type') ?? ''))
    throw new Problem(
      415,
      `The request media type ${header(call, 'content-type') ?? ''} is not supported by this server.`,
    );
  const image = ownImage(cloud, token, id, 'modify_image');
  const changes = patched(image, await readJson(call, patchBody));
  refusePublic(token, changes.visibility);
  cloud.tables.images.save(image, { ...changes, updatedAt: cloud.now() });
  return { status: 200, body: imageView(image) };
};

const remove = async (cloud: Cloud, call: Call, id: string): Promise<Answer> => {
  const image = ownImage(cloud, scopedCallerOf(cloud, call), id, 'delete_image');
  if (image.protected) throw new Problem(403, `Image ${id} is protected and cannot be deleted.`);
  if (image.diskFormat === 'raw' && hasClones(cloud, id))
    throw new Problem(
      409,
      `Image ${id} could not be deleted because it is in use: The image cannot be deleted because it is in use through the backend store outside of Glance.`,
    );
  await removeImage(cloud, id);
  return { status: 204, headers: { 'Content-Type': 'text/html; charset=UTF-8' } };
};

const setActive = (cloud: Cloud, call: Call, id: string, action: 'deactivate' | 'reactivate'): Answer => {
  const image = ownImage(cloud, scopedCallerOf(cloud, call), id, action);
  if (image.status !== 'active' && image.status !== 'deactivated')
    throw new Problem(403, `Not allowed to ${action} image in status '${image.status}'`);
  const status = action === 'reactivate' ? 'active' : 'deactivated';
  cloud.tables.images.save(image, { status, updatedAt: cloud.now() });
  return { status: 204 };
};

export const addImageRoutes = (router: Router<Call>, cloud: Cloud): void => {
  const setTag = (call: Call, id: string, tags: (image: ImageRecord) => string[]): Answer => {
    const image = ownImage(cloud, scopedCallerOf(cloud, call), id, 'modify_image');
    cloud.tables.images.save(image, { tags: tags(image), updatedAt: cloud.now() });
    return { status: 204 };
  };
  router
    .on('POST', '/v2/images', (call) => create(cloud, call))
    .on('GET', '/v2/images', (call) => ({ status: 200, body: listImages(cloud, scopedCallerOf(cloud, call), call) }))
    .on('GET', '/v2/images/:id', (call, { id = '' }) => ({
      status: 200,
      body: imageView(visibleImage(cloud, scopedCallerOf(cloud, call), id)),
    }))
    .on('PATCH', '/v2/images/:id', (call, { id = '' }) => update(cloud, call, id))
    .on('DELETE', '/v2/images/:id', (call, { id = '' }) => remove(cloud, call, id))
    .on('POST', '/v2/images/:id/actions/deactivate', (call, { id = '' }) => setActive(cloud, call, id, 'deactivate'))
    .on('POST', '/v2/images/:id/actions/reactivate', (call, { id = '' }) => setActive(cloud, call, id, 'reactivate'))
    .on('PUT', '/v2/images/:id/tags/:tag', (call, { id = '', tag = '' }) =>
      setTag(call, id, ({ tags }) => [...new Set([...tags, tag])]),
    )
    .on('DELETE', '/v2/images/:id/tags/:tag', (call, { id = '', tag = '' }) =>
      setTag(call, id, ({ tags }) => tags.filter((one) => one !== tag)),
    );
};
