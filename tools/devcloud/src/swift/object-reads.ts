import { type Answer, type AnswerHeaders, type Call, header } from '../http/call.js';
import { rangeOf } from '../http/range.js';
import { Problem } from '../http/problem.js';
import type { Cloud } from '../state/cloud.js';
import { BlobMissing } from '../storage/blob-store.js';
import { findObject, httpDate, timestampOf } from './account.js';
import type { ObjectPlace } from './object-writes.js';
import type { ObjectRecord } from './records.js';

/** Up to here an object is read before the answer starts, so that who overwrites it meanwhile breaks nothing. */
const wholeLimit = 8 * 1024 * 1024;

const headersOf = (object: ObjectRecord): AnswerHeaders => ({
  'Content-Type': object.contentType,
  ...object.headers,
  Etag: object.etag,
  'Last-Modified': httpDate(object.timestamp),
  'X-Timestamp': timestampOf(object.timestamp),
  'Accept-Ranges': 'bytes',
  ...(object.deleteAt !== null && { 'X-Delete-At': Math.floor(object.deleteAt / 1000) }),
});

const names = (condition: string | undefined, etag: string): boolean =>
  condition === '*' || (condition ?? '').split(',').some((one) => one.trim().replaceAll('"', '') === etag);

const conditional = (call: Call, object: ObjectRecord): Answer | undefined => {
  const [match, noneMatch] = [header(call, 'if-match'), header(call, 'if-none-match')];
  if (match !== undefined && !names(match, object.etag)) throw new Problem(412, '');
  if (noneMatch !== undefined && names(noneMatch, object.etag)) return { status: 304, headers: headersOf(object) };
  return undefined;
};

const read = async (cloud: Cloud, call: Call, object: ObjectRecord): Promise<Answer> => {
  const range = rangeOf(header(call, 'range'), object.size);
  const { start, end } = range ?? { start: 0, end: object.size };
  const small = end - start <= wholeLimit;
  return {
    status: range === undefined ? 200 : 206,
    headers: {
      ...headersOf(object),
      ...(range && { 'Content-Range': `bytes ${start}-${end - 1}/${object.size}` }),
      'Content-Length': end - start,
    },
    body: small ? await cloud.blobs.read(object.blob, start, end - start) : cloud.blobs.stream(object.blob, start, end),
  };
};

export const headObject = (call: Call, object: ObjectRecord): Answer =>
  conditional(call, object) ?? { status: 200, headers: { ...headersOf(object), 'Content-Length': object.size } };

export const getObjectAnswer = async (cloud: Cloud, call: Call, place: ObjectPlace): Promise<Answer> => {
  for (;;) {
    const object = findObject(cloud, place.projectId, place.container, place.name);
    try {
      return conditional(call, object) ?? (await read(cloud, call, object));
    } catch (error) {
      if (!(error instanceof BlobMissing)) throw error;
    }
  }
};
