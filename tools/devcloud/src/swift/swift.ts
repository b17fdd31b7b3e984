import type { Answer, Call } from '../http/call.js';
import { Problem } from '../http/problem.js';
import type { Service } from '../http/service.js';
import type { Cloud } from '../state/cloud.js';
import { authorize, findObject, parsePath } from './account.js';
import { bulkDelete } from './bulk-delete.js';
import { handleAccount, handleContainer } from './containers.js';
import { getObjectAnswer, headObject } from './object-reads.js';
import { copyObject, deleteObject, type ObjectPlace, postObject, putObject } from './object-writes.js';
import { swiftError } from './swift-error.js';

const info = {
  swift: {
    version: '2.30.1',
    strict_cors_mode: true,
    policies: [{ name: 'Policy-0', aliases: 'Policy-0', default: true }],
    allow_account_management: true,
    account_autocreate: true,
    max_file_size: 5_368_709_122,
    max_meta_name_length: 128,
    max_meta_value_length: 256,
    max_meta_count: 90,
    max_meta_overall_size: 4096,
    max_header_size: 8192,
    max_object_name_length: 1024,
    container_listing_limit: 10_000,
    account_listing_limit: 10_000,
    max_account_name_length: 256,
    max_container_name_length: 256,
    extra_header_count: 0,
  },
  bulk_delete: { max_deletes_per_request: 10_000, max_failed_deletes: 1000 },
};

const handleObject = async (cloud: Cloud, call: Call, place: ObjectPlace): Promise<Answer> => {
  if (call.method === 'PUT') return putObject(cloud, call, place);
  if (call.method === 'GET') return getObjectAnswer(cloud, call, place);
  const object = findObject(cloud, place.projectId, place.container, place.name);
  switch (call.method) {
    case 'HEAD':
      return headObject(call, object);
    case 'POST':
      return postObject(cloud, call, object);
    case 'DELETE':
      return deleteObject(cloud, object);
    case 'COPY':
      return copyObject(cloud, call, object);
    default:
      throw new Problem(405, '');
  }
};

const handle = async (cloud: Cloud, call: Call): Promise<Answer> => {
  if (call.path === '/info')
    return { status: 200, headers: { 'Content-Type': 'application/json; charset=UTF-8' }, body: info };
  const path = parsePath(call.path);
  authorize(cloud, call, path);
  const { projectId, container, object } = path;
  if (container === undefined)
    return call.method === 'POST' && call.query.has('bulk-delete')
      ? bulkDelete(cloud, call, projectId)
      : handleAccount(cloud, call, projectId);
  if (object === undefined) return handleContainer(cloud, call, projectId, container);
  return handleObject(cloud, call, { projectId, container, name: object });
};

const transactionOf = (cloud: Cloud, call: Call): string => {
  const time = Math.floor(cloud.now() / 1000)
    .toString(16)
    .padStart(10, '0');
  return `tx${call.requestId.replace(/^req-/, '').replaceAll('-', '').slice(0, 21)}-${time}`;
};

/** Object storage v1. */
export const createSwift = (cloud: Cloud): Service => ({
  name: 'object-store',
  prefix: '/object-store',
  handle: (call) => handle(cloud, call),
  answerTo: swiftError,
  headers: (call) => {
    const transaction = transactionOf(cloud, call);
    return { 'X-Trans-Id': transaction, 'X-Openstack-Request-Id': transaction };
  },
});
