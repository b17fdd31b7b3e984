import { type Answer, type Call, header } from '../http/call.js';
import { Problem } from '../http/problem.js';
import { rangeOf } from '../http/range.js';
import type { Router } from '../http/router.js';
import { isAdmin, scopedCallerOf } from '../keystone/tokens.js';
import type { Cloud } from '../state/cloud.js';
import { fillImage, ownImage, visibleImage } from './images.js';
import { imageBlob } from './records.js';

const upload = async (cloud: Cloud, call: Call, id: string): Promise<Answer> => {
  const type = header(call, 'content-type');
  if (type !== 'application/octet-stream')
    throw new Problem(415, `The request media type ${type ?? ''} is not supported by this server.`);
  const image = ownImage(cloud, scopedCallerOf(cloud, call), id, 'upload_image');
  if (image.status !== 'queued')
    throw new Problem(409, `Image status transition from ${image.status} to saving is not allowed`);
  const unset = [
    image.diskFormat === null && 'disk_format',
    image.containerFormat === null && 'container_format',
  ].filter(Boolean);
  if (unset.length > 0) throw new Problem(400, `Properties ${unset.join(', ')} must be set prior to saving data.`);
  await fillImage(cloud, image, call.request as AsyncIterable<Buffer>);
  if (call.failsLater) cloud.tables.images.save(image, { status: 'killed' });
  return { status: 204, headers: { 'Content-Type': 'text/html; charset=UTF-8' } };
};

const download = (cloud: Cloud, call: Call, id: string): Answer => {
  const token = scopedCallerOf(cloud, call);
  const image = visibleImage(cloud, token, id);
  if (image.status === 'deactivated' && !isAdmin(token))
    throw new Problem(403, 'The requested image has been deactivated. Image data download is forbidden.');
  if (!['active', 'deactivated'].includes(image.status) || image.size === null) return { status: 204 };
  const range = rangeOf(header(call, 'range'), image.size);
  const { start, end } = range ?? { start: 0, end: image.size };
  return {
    status: range === undefined ? 200 : 206,
    headers: {
      'Content-Type': 'application/octet-stream',
      'Content-Length': end - start,
      ...(range === undefined
        ? { 'Content-Md5': image.checksum ?? '' }
        : { 'Content-Range': `bytes ${start}-${end - 1}/${image.size}` }),
    },
    body: cloud.blobs.stream(imageBlob(id), start, end),
  };
};

export const addDataRoutes = (router: Router<Call>, cloud: Cloud): void => {
  router
    .on('PUT', '/v2/images/:id/file', (call, { id = '' }) => upload(cloud, call, id))
    .on('GET', '/v2/images/:id/file', (call, { id = '' }) => download(cloud, call, id));
};
