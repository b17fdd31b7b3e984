import { type Call } from '../http/call.js';
import { Problem } from '../http/problem.js';
import { scopedCallerOf } from '../keystone/tokens.js';
import type { Cloud } from '../state/cloud.js';
import type { ContainerRecord, ObjectRecord } from './records.js';

/** What a path below `/v1` names: an account, a container, an object. */
export interface SwiftPath {
  readonly projectId: string;
  readonly container?: string;
  readonly object?: string;
}

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Problem(412, 'Invalid UTF8 or contains NULL');
  }
};

export const parsePath = (path: string): SwiftPath => {
  const [, projectId, container, object] = /^\/v1\/AUTH_([^/]+)(?:\/([^/]*)(?:\/(.*))?)?$/s.exec(path) ?? [];
  if (projectId === undefined) throw new Problem(404, '');
  return {
    projectId: decode(projectId),
    ...(container !== undefined && container !== '' && { container: decode(container) }),
    ...(object !== undefined && object !== '' && { object: decode(object) }),
  };
};

/** Only a project's own users may use its account. */
export const authorize = (cloud: Cloud, call: Call, { projectId }: SwiftPath): void => {
  try {
    if (scopedCallerOf(cloud, call).projectId === projectId) return;
  } catch {
    const challenges = [`Swift realm="AUTH_${projectId}"`, `Keystone uri="${cloud.url}/identity"`];
    throw new Problem(401, '', { headers: { 'WWW-Authenticate': challenges } });
  }
  throw new Problem(403, '');
};

export const findContainer = (cloud: Cloud, projectId: string, name: string): ContainerRecord => {
  const container = cloud.tables.containers.get(`${projectId}/${name}`);
  if (container === undefined) throw new Problem(404, '');
  return container;
};

const isAlive = (cloud: Cloud, { deleteAt }: ObjectRecord): boolean => deleteAt === null || deleteAt > cloud.now();

export const objectsIn = (cloud: Cloud, projectId: string, container: string): ObjectRecord[] =>
  cloud.tables.objects.filter(
    (one) => one.projectId === projectId && one.container === container && isAlive(cloud, one),
  );

export const getObject = (
  cloud: Cloud,
  projectId: string,
  container: string,
  name: string,
): ObjectRecord | undefined => {
  const found = cloud.tables.objects.get(`${projectId}/${container}/${name}`);
  return found !== undefined && isAlive(cloud, found) ? found : undefined;
};

export const findObject = (cloud: Cloud, projectId: string, container: string, name: string): ObjectRecord => {
  const found = getObject(cloud, projectId, container, name);
  if (found === undefined) throw new Problem(404, '');
  return found;
};

/** As Swift writes the time of a change in headers: seconds with five digits behind the point. */
export const timestampOf = (milliseconds: number): string => (milliseconds / 1000).toFixed(5);

/** HTTP dates have whole seconds; Swift rounds up. */
export const httpDate = (milliseconds: number): string => new Date(Math.ceil(milliseconds / 1000) * 1000).toUTCString();
