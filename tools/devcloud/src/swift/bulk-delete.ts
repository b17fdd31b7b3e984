import { readBytes } from '../http/body.js';
import type { Answer, Call } from '../http/call.js';
import type { Cloud } from '../state/cloud.js';
import { getObject, objectsIn } from './account.js';

const remove = async (cloud: Cloud, projectId: string, path: string): Promise<'deleted' | 'missing' | 'conflict'> => {
  const [container = '', ...rest] = path.replace(/^\//, '').split('/');
  const name = rest.join('/');
  if (name === '') {
    if (cloud.tables.containers.get(`${projectId}/${container}`) === undefined) return 'missing';
    if (objectsIn(cloud, projectId, container).length > 0) return 'conflict';
    cloud.tables.containers.delete(`${projectId}/${container}`);
    return 'deleted';
  }
  const object = getObject(cloud, projectId, container, name);
  if (object === undefined) return 'missing';
  cloud.tables.objects.delete(object.id);
  await cloud.blobs.remove(object.blob);
  return 'deleted';
};

/** `POST /v1/AUTH_…?bulk-delete` with one encoded path a line. */
export const bulkDelete = async (cloud: Cloud, call: Call, projectId: string): Promise<Answer> => {
  const lines = (await readBytes(call))
    .toString('utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const count = { deleted: 0, missing: 0 };
  const errors: [string, string][] = [];
  for (const line of lines) {
    const result = await remove(cloud, projectId, decodeURIComponent(line));
    if (result === 'conflict') errors.push([line, '409 Conflict']);
    else count[result] += 1;
  }
  return {
    status: 200,
    headers: { 'Content-Type': 'application/json' },
    body: {
      'Response Status': errors.length === 0 ? '200 OK' : '400 Bad Request',
      'Response Body': '',
      'Number Deleted': count.deleted,
      'Number Not Found': count.missing,
      Errors: errors,
    },
  };
};
