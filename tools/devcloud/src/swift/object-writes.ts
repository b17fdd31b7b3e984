import { randomUUID } from 'node:crypto';
import { type Answer, type Call, header } from '../http/call.js';
import { Problem } from '../http/problem.js';
import type { Cloud } from '../state/cloud.js';
import { Digests } from '../storage/digests.js';
import { findContainer, findObject, getObject, httpDate } from './account.js';
import { metadataOf, otherHeadersOf } from './headers.js';
import type { ObjectRecord } from './records.js';
import { accepted } from './swift-error.js';

const html = { 'Content-Type': 'text/html; charset=UTF-8' };
const maximumName = 1024;
const maximumSize = 5_368_709_122;

export interface ObjectPlace {
  readonly projectId: string;
  readonly container: string;
  readonly name: string;
}

const idOf = ({ projectId, container, name }: ObjectPlace): string => `${projectId}/${container}/${name}`;

const deleteAtOf = (cloud: Cloud, call: Call): number | null => {
  const [at, after] = [header(call, 'x-delete-at'), header(call, 'x-delete-after')];
  const when = after === undefined ? (at === undefined ? null : Number(at) * 1000) : cloud.now() + Number(after) * 1000;
  if (when !== null && !(when > cloud.now()))
    throw new Problem(400, at === undefined ? 'Non-integer X-Delete-After' : 'X-Delete-At in past');
  return when;
};

/** The checks that Swift makes before it reads the body: of two overlapping `If-None-Match: *` both pass, as on the real one. */
const refuse = (cloud: Cloud, call: Call, place: ObjectPlace): void => {
  findContainer(cloud, place.projectId, place.container);
  if (Buffer.byteLength(place.name) > maximumName)
    throw new Problem(400, `Object name length of ${Buffer.byteLength(place.name)} longer than ${maximumName}`);
  const length = header(call, 'content-length');
  if (length === undefined && header(call, 'transfer-encoding') !== 'chunked')
    throw new Problem(411, 'Missing Content-Length header.');
  if (Number(length ?? 0) > maximumSize) throw new Problem(413, 'Your request is too large.');
  const condition = header(call, 'if-none-match');
  if (condition !== undefined && condition !== '*') throw new Problem(400, 'Value for If-None-Match must be *');
  if (condition === '*' && getObject(cloud, place.projectId, place.container, place.name) !== undefined)
    throw new Problem(412, '');
};

const replace = async (cloud: Cloud, record: ObjectRecord): Promise<void> => {
  const before = cloud.tables.objects.get(record.id);
  const container = cloud.tables.containers.get(`${record.projectId}/${record.container}`);
  cloud.tables.objects.insert(record);
  if (container !== undefined) cloud.tables.containers.save(container, { updatedAt: record.timestamp });
  if (before !== undefined) await cloud.blobs.remove(before.blob);
};

const created = (record: ObjectRecord, more: Readonly<Record<string, string>> = {}): Answer => ({
  status: 201,
  headers: { ...html, Etag: record.etag, 'Last-Modified': httpDate(record.timestamp), ...more },
});

const upload = async (cloud: Cloud, call: Call, place: ObjectPlace): Promise<Answer> => {
  refuse(cloud, call, place);
  const headers = { ...metadataOf(call, 'object'), ...otherHeadersOf(call) };
  const deleteAt = deleteAtOf(cloud, call);
  const blob = `object-${randomUUID()}`;
  const digests = new Digests('md5');
  const size = await cloud.blobs.fill(blob, digests.pass(call.request as AsyncIterable<Buffer>));
  const etag = digests.hex('md5');
  const expected = header(call, 'etag')?.replaceAll('"', '').toLowerCase();
  if (expected !== undefined && expected !== etag) {
    await cloud.blobs.remove(blob);
    throw new Problem(422, '', { headers: { 'Last-Modified': httpDate(cloud.now()) } });
  }
  const contentType = header(call, 'content-type') ?? 'application/octet-stream';
  const record = {
    id: idOf(place),
    ...place,
    size,
    etag,
    contentType,
    blob,
    timestamp: cloud.now(),
    deleteAt,
    headers,
  };
  await replace(cloud, record);
  return created(record);
};

const placeIn = (projectId: string, path: string | undefined): ObjectPlace => {
  const [, container, name] = /^\/?([^/]+)\/(.+)$/s.exec(decodeURIComponent(path ?? '')) ?? [];
  if (container === undefined || name === undefined)
    throw new Problem(412, 'Destination header must be of the form <container name>/<object name>');
  return { projectId, container, name };
};

const copy = async (cloud: Cloud, call: Call, source: ObjectRecord, target: ObjectPlace): Promise<Answer> => {
  findContainer(cloud, target.projectId, target.container);
  const blob = `object-${randomUUID()}`;
  await cloud.blobs.copy(source.blob, blob);
  const fresh = /^(true|1|yes)$/i.test(header(call, 'x-fresh-metadata') ?? '');
  const headers = { ...(fresh ? {} : source.headers), ...metadataOf(call, 'object'), ...otherHeadersOf(call) };
  const record = {
    ...source,
    id: idOf(target),
    ...target,
    blob,
    timestamp: cloud.now(),
    deleteAt: deleteAtOf(cloud, call),
    headers,
  };
  await replace(cloud, record);
  return created(record, {
    'X-Copied-From-Account': `AUTH_${source.projectId}`,
    'X-Copied-From': `${encodeURIComponent(source.container)}/${encodeURI(source.name)}`,
    'X-Copied-From-Last-Modified': httpDate(source.timestamp),
  });
};

export const putObject = (cloud: Cloud, call: Call, place: ObjectPlace): Promise<Answer> => {
  const from = header(call, 'x-copy-from');
  if (from === undefined) return upload(cloud, call, place);
  const { container, name } = placeIn(place.projectId, from);
  return copy(cloud, call, findObject(cloud, place.projectId, container, name), place);
};

export const copyObject = (cloud: Cloud, call: Call, source: ObjectRecord): Promise<Answer> =>
  copy(cloud, call, source, placeIn(source.projectId, header(call, 'destination')));

/** Replaces all metadata. */
export const postObject = (cloud: Cloud, call: Call, object: ObjectRecord): Answer => {
  const manifest = object.headers['x-object-manifest'];
  cloud.tables.objects.insert({
    ...object,
    contentType: header(call, 'content-type') ?? object.contentType,
    timestamp: cloud.now(),
    deleteAt: deleteAtOf(cloud, call),
    headers: {
      ...(manifest !== undefined && { 'x-object-manifest': manifest }),
      ...metadataOf(call, 'object'),
      ...otherHeadersOf(call),
    },
  });
  return accepted();
};

export const deleteObject = async (cloud: Cloud, object: ObjectRecord): Promise<Answer> => {
  cloud.tables.objects.delete(object.id);
  await cloud.blobs.remove(object.blob);
  return { status: 204, headers: html };
};
