import { Problem } from '../http/problem.js';
import { isAdmin, type ScopedToken } from '../keystone/tokens.js';
import type { Cloud } from '../state/cloud.js';
import type { GroupRecord, GroupSnapshotRecord, GroupTypeRecord, VolumeRecord } from './records.js';

export const findGroupType = (cloud: Cloud, wanted: string): GroupTypeRecord => {
  const type = cloud.tables.groupTypes.all().find(({ id, name }) => id === wanted || name === wanted);
  if (type === undefined) throw new Problem(404, `Group type ${wanted} could not be found.`);
  return type;
};

export const findGroup = (cloud: Cloud, token: ScopedToken, id: string): GroupRecord => {
  const group = cloud.tables.groups.get(id);
  if (group === undefined || (group.projectId !== token.projectId && !isAdmin(token)))
    throw new Problem(404, `Group ${id} could not be found.`);
  return group;
};

export const findGroupSnapshot = (cloud: Cloud, token: ScopedToken, id: string): GroupSnapshotRecord => {
  const snapshot = cloud.tables.groupSnapshots.get(id);
  if (snapshot === undefined || (snapshot.projectId !== token.projectId && !isAdmin(token)))
    throw new Problem(404, `GroupSnapshot ${id} could not be found.`);
  return snapshot;
};

export const volumesOf = (cloud: Cloud, groupId: string): VolumeRecord[] =>
  cloud.tables.volumes.filter((volume) => volume.groupId === groupId);

/** The group for a volume of this type; a Problem 400 when it takes no such volumes. */
export const groupFor = (cloud: Cloud, token: ScopedToken, id: string, volumeType: string): GroupRecord => {
  const group = findGroup(cloud, token, id);
  const names = group.volumeTypeIds.map((typeId) => cloud.tables.volumeTypes.get(typeId)?.name);
  if (!names.includes(volumeType))
    throw new Problem(400, `Invalid volume type: The volume type ${volumeType} is not among those of group ${id}.`);
  return group;
};

/** From this version on; before it the path is unknown. */
export const requireMinor = ({ minor }: { readonly minor: number }, least: number): void => {
  if (minor < least) throw new Problem(404, 'The resource could not be found.');
};
