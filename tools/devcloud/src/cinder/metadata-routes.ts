import { z } from 'zod';
import { readJson } from '../http/body.js';
import type { Answer } from '../http/call.js';
import { Problem } from '../http/problem.js';
import type { Router } from '../http/router.js';
import type { CinderCall } from './cinder-call.js';

const many = z.object({ metadata: z.record(z.string().min(1).max(255), z.string().max(255)) });
const one = z.object({ meta: z.record(z.string().min(1).max(255), z.string().max(255)) });

export interface WithMetadata {
  metadata: Record<string, string>;
}

/** `…/:id/metadata` and `…/:id/metadata/:key`, the same for volumes and snapshots. */
export const addMetadataRoutes = <T extends WithMetadata>(
  router: Router<CinderCall>,
  collection: string,
  find: (call: CinderCall, id: string) => T,
  save: (item: T, metadata: Record<string, string>) => void,
): void => {
  const path = `/${collection}/:id/metadata`;
  const answer = ({ metadata }: T): Answer => ({ status: 200, body: { metadata } });
  const change = (item: T, metadata: Record<string, string>): Answer => {
    save(item, metadata);
    return answer(item);
  };
  const missing = (key: string): Problem => new Problem(404, `Metadata item was not found: ${key}`);
  router
    .on('GET', path, (call, { id = '' }) => answer(find(call, id)))
    .on('POST', path, async (call, { id = '' }) => {
      const item = find(call, id);
      return change(item, { ...item.metadata, ...(await readJson(call, many)).metadata });
    })
    .on('PUT', path, async (call, { id = '' }) => change(find(call, id), (await readJson(call, many)).metadata))
    .on('GET', `${path}/:key`, (call, { id = '', key = '' }) => {
      const value = find(call, id).metadata[key];
      if (value === undefined) throw missing(key);
      return { status: 200, body: { meta: { [key]: value } } };
    })
    .on('PUT', `${path}/:key`, async (call, { id = '' }) => {
      const item = find(call, id);
      const { meta } = await readJson(call, one);
      save(item, { ...item.metadata, ...meta });
      return { status: 200, body: { meta } };
    })
    .on('DELETE', `${path}/:key`, (call, { id = '', key = '' }) => {
      const item = find(call, id);
      if (item.metadata[key] === undefined) throw missing(key);
      save(item, Object.fromEntries(Object.entries(item.metadata).filter(([name]) => name !== key)));
      return { status: 200 };
    });
};
