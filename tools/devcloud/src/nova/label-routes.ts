import { z } from 'zod';
import { readJson } from '../http/body.js';
import { Problem } from '../http/problem.js';
import type { Router } from '../http/router.js';
import type { Cloud } from '../state/cloud.js';
import type { NovaCall } from './nova-call.js';
import type { ServerRecord } from './records.js';
import { findServer, setServer } from './servers.js';

const text = z.string().max(255);
const manyMetadata = z.object({ metadata: z.record(text.min(1), text) });
const oneMetadata = z.object({ meta: z.record(text.min(1), text) });
const manyTags = z.object({ tags: z.array(z.string().max(60)) });

const without = (metadata: Readonly<Record<string, string>>, key: string): Record<string, string> => {
  if (!Object.hasOwn(metadata, key)) throw new Problem(404, 'Metadata item was not found');
  return Object.fromEntries(Object.entries(metadata).filter(([name]) => name !== key));
};

const addTagRoutes = (router: Router<NovaCall>, cloud: Cloud): void => {
  const path = '/servers/:id/tags';
  const find = (call: NovaCall, id: string): ServerRecord => {
    if (call.minor < 26) throw new Problem(404, 'The resource could not be found.');
    return findServer(cloud, call.token, id);
  };
  router
    .on('GET', path, (call, { id = '' }) => ({ status: 200, body: { tags: find(call, id).tags } }))
    .on('PUT', path, async (call, { id = '' }) => {
      const server = find(call, id);
      const { tags } = setServer(cloud, server, { tags: [...new Set((await readJson(call, manyTags)).tags)] });
      return { status: 200, body: { tags } };
    })
    .on('PUT', `${path}/:tag`, (call, { id = '', tag = '' }) => {
      const server = find(call, id);
      const isNew = !server.tags.includes(tag);
      setServer(cloud, server, { tags: [...new Set([...server.tags, tag])] });
      return { status: isNew ? 201 : 204 };
    })
    .on('DELETE', `${path}/:tag`, (call, { id = '', tag = '' }) => {
      const server = find(call, id);
      if (!server.tags.includes(tag)) throw new Problem(404, `Server ${id} has no tag '${tag}'`);
      setServer(cloud, server, { tags: server.tags.filter((one) => one !== tag) });
      return { status: 204 };
    });
};

/** Metadata and tags of a server. */
export const addLabelRoutes = (router: Router<NovaCall>, cloud: Cloud): void => {
  const path = '/servers/:id/metadata';
  const find = (call: NovaCall, id: string): ServerRecord => findServer(cloud, call.token, id);
  router
    .on('GET', path, (call, { id = '' }) => ({ status: 200, body: { metadata: find(call, id).metadata } }))
    .on('POST', path, async (call, { id = '' }) => {
      const server = find(call, id);
      const { metadata: added } = await readJson(call, manyMetadata);
      const { metadata } = setServer(cloud, server, { metadata: { ...server.metadata, ...added } });
      return { status: 200, body: { metadata } };
    })
    .on('PUT', path, async (call, { id = '' }) => {
      const { metadata } = setServer(cloud, find(call, id), await readJson(call, manyMetadata));
      return { status: 200, body: { metadata } };
    })
    .on('GET', `${path}/:key`, (call, { id = '', key = '' }) => {
      const value = find(call, id).metadata[key];
      if (value === undefined) throw new Problem(404, 'Metadata item was not found');
      return { status: 200, body: { meta: { [key]: value } } };
    })
    .on('PUT', `${path}/:key`, async (call, { id = '', key = '' }) => {
      const server = find(call, id);
      const { meta } = await readJson(call, oneMetadata);
      if (!Object.hasOwn(meta, key)) throw new Problem(400, 'Request body and URI mismatch');
      setServer(cloud, server, { metadata: { ...server.metadata, ...meta } });
      return { status: 200, body: { meta } };
    })
    .on('DELETE', `${path}/:key`, (call, { id = '', key = '' }) => {
      const server = find(call, id);
      setServer(cloud, server, { metadata: without(server.metadata, key) });
      return { status: 204 };
    });
  addTagRoutes(router, cloud);
};
