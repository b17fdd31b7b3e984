import type { Answer, AnswerHeaders, Call } from '../http/call.js';
import { Problem } from '../http/problem.js';
import { toMicroseconds } from '../state/clock.js';
import type { Cloud } from '../state/cloud.js';
import { findContainer, httpDate, objectsIn, timestampOf } from './account.js';
import { mergeContainerHeaders } from './headers.js';
import { listingAnswer, listingQueryOf, pageOfNames } from './listing.js';
import type { ContainerRecord, ObjectRecord } from './records.js';
import { accepted } from './swift-error.js';

const empty = { 'Content-Type': 'text/html; charset=UTF-8' };

const sum = (objects: readonly ObjectRecord[]): number => objects.reduce((total, { size }) => total + size, 0);

const factsOf = (container: ContainerRecord, objects: readonly ObjectRecord[]): AnswerHeaders => ({
  'X-Container-Object-Count': objects.length,
  'X-Container-Bytes-Used': sum(objects),
  'X-Timestamp': timestampOf(container.createdAt),
  'Last-Modified': httpDate(container.updatedAt),
  'Accept-Ranges': 'bytes',
  'X-Storage-Policy': 'Policy-0',
  ...container.headers,
});

const objectView = (object: ObjectRecord): object => ({
  bytes: object.size,
  hash: object.etag,
  name: object.name,
  content_type: object.contentType,
  last_modified: toMicroseconds(object.timestamp, false),
});

const put = (cloud: Cloud, call: Call, projectId: string, name: string): Answer => {
  if (Buffer.byteLength(name) > 256)
    throw new Problem(400, `Container name length of ${Buffer.byteLength(name)} longer than 256`);
  const { containers } = cloud.tables;
  const id = `${projectId}/${name}`;
  const existing = containers.get(id);
  const now = cloud.now();
  if (existing !== undefined) {
    containers.save(existing, { headers: mergeContainerHeaders(call, existing.headers), updatedAt: now });
    return accepted();
  }
  containers.insert({ id, projectId, name, createdAt: now, updatedAt: now, headers: mergeContainerHeaders(call, {}) });
  return { status: 201, headers: empty };
};

export const handleContainer = (cloud: Cloud, call: Call, projectId: string, name: string): Answer => {
  if (call.method === 'PUT') return put(cloud, call, projectId, name);
  const container = findContainer(cloud, projectId, name);
  const objects = objectsIn(cloud, projectId, name);
  switch (call.method) {
    case 'HEAD':
      return {
        status: 204,
        headers: { ...factsOf(container, objects), 'Content-Type': 'text/plain; charset=utf-8', Vary: 'Accept' },
      };
    case 'GET':
      return listingAnswer(call, pageOfNames(objects, listingQueryOf(call)), objectView, factsOf(container, objects));
    case 'POST':
      cloud.tables.containers.save(container, {
        headers: mergeContainerHeaders(call, container.headers),
        updatedAt: cloud.now(),
      });
      return { status: 204, headers: empty };
    case 'DELETE':
      if (objects.length > 0) throw new Problem(409, '');
      cloud.tables.containers.delete(container.id);
      return { status: 204, headers: empty };
    default:
      throw new Problem(405, '');
  }
};

const accountFacts = (cloud: Cloud, projectId: string): AnswerHeaders => {
  const containers = cloud.tables.containers.filter((one) => one.projectId === projectId);
  const objects = cloud.tables.objects.filter((one) => one.projectId === projectId);
  return {
    'X-Account-Container-Count': containers.length,
    'X-Account-Object-Count': objects.length,
    'X-Account-Bytes-Used': sum(objects),
    'X-Timestamp': timestampOf(containers[0]?.createdAt ?? cloud.now()),
    'X-Account-Storage-Policy-Policy-0-Container-Count': containers.length,
    'X-Account-Storage-Policy-Policy-0-Object-Count': objects.length,
    'X-Account-Storage-Policy-Policy-0-Bytes-Used': sum(objects),
    'Accept-Ranges': 'bytes',
    'x-account-project-domain-id': 'default',
  };
};

export const handleAccount = (cloud: Cloud, call: Call, projectId: string): Answer => {
  const headers = accountFacts(cloud, projectId);
  if (call.method === 'HEAD')
    return { status: 204, headers: { ...headers, 'Content-Type': 'text/plain; charset=utf-8' } };
  if (call.method !== 'GET') throw new Problem(405, '');
  const containers = cloud.tables.containers.filter((one) => one.projectId === projectId);
  const view = ({ name, updatedAt }: ContainerRecord): object => {
    const objects = objectsIn(cloud, projectId, name);
    return { name, count: objects.length, bytes: sum(objects), last_modified: toMicroseconds(updatedAt, false) };
  };
  return listingAnswer(call, pageOfNames(containers, listingQueryOf(call)), view, headers);
};
