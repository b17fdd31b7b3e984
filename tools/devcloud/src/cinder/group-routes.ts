import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { readJson } from '../http/body.js';
import type { Answer } from '../http/call.js';
import { Problem } from '../http/problem.js';
import type { Router } from '../http/router.js';
import type { Cloud } from '../state/cloud.js';
import type { CinderCall } from './cinder-call.js';
import { listCollection } from './collection.js';
import { findGroup, findGroupType, groupFor, requireMinor, volumesOf } from './groups.js';
import type { GroupRecord } from './records.js';
import { groupView } from './view.js';
import { deleteVolume, findVolume, setVolume } from './volumes.js';

const text = z.string().max(255).nullish();
const creation = z.object({
  group: z.object({ name: text, description: text, group_type: z.string(), volume_types: z.array(z.string()).min(1) }),
});
const update = z.object({
  group: z.object({
    name: text,
    description: text,
    add_volumes: z.string().nullish(),
    remove_volumes: z.string().nullish(),
  }),
});
const action = z.object({ delete: z.object({ 'delete-volumes': z.boolean().optional() }) });

const listed = (ids: string | null | undefined): string[] => (ids ?? '').split(',').filter((id) => id !== '');

const volumeTypeIds = (cloud: Cloud, wanted: readonly string[]): string[] =>
  wanted.map((one) => {
    const type = cloud.tables.volumeTypes.all().find(({ id, name }) => id === one || name === one);
    if (type === undefined) throw new Problem(404, `Volume type ${one} could not be found.`);
    return type.id;
  });

const change = async (cloud: Cloud, call: CinderCall, group: GroupRecord): Promise<Answer> => {
  const { group: asked } = await readJson(call, update);
  const added = listed(asked.add_volumes).map((id) => findVolume(cloud, call.token, id));
  for (const volume of added) {
    groupFor(cloud, call.token, group.id, volume.volumeType);
    if (volume.groupId !== null || (volume.status !== 'available' && volume.status !== 'in-use'))
      throw new Problem(
        400,
        `Invalid volume: Cannot add volume ${volume.id} to group ${group.id}: it is ${volume.status} or in a group.`,
      );
  }
  const removed = listed(asked.remove_volumes).map((id) => findVolume(cloud, call.token, id));
  for (const { id, groupId } of removed)
    if (groupId !== group.id)
      throw new Problem(
        400,
        `Invalid volume: Cannot remove volume ${id} from group ${group.id} because it is not in the group.`,
      );
  for (const volume of added) setVolume(cloud, volume, { groupId: group.id });
  for (const volume of removed) setVolume(cloud, volume, { groupId: null });
  cloud.tables.groups.save(group, {
    ...(asked.name !== undefined && { name: asked.name }),
    ...(asked.description !== undefined && { description: asked.description }),
  });
  return { status: 202 };
};

const remove = (cloud: Cloud, group: GroupRecord, withVolumes: boolean): void => {
  const volumes = volumesOf(cloud, group.id);
  if (cloud.tables.groupSnapshots.all().some(({ groupId }) => groupId === group.id))
    throw new Problem(
      400,
      'Invalid Group: Group has existing snapshots.',
    );
  if (volumes.length > 0 && !withVolumes)
    throw new Problem(
      400,
      `Invalid Group: Group ${group.id} still contains volumes. The delete-volumes flag is required to delete it.`,
    );
  const busy = volumes.find(({ status }) => status !== 'available' && status !== 'error');
  if (busy !== undefined)
    throw new Problem(400, `Invalid volume: Volume ${busy.id} in group ${group.id} is ${busy.status}.`);
  for (const volume of volumes) {
    setVolume(cloud, volume, { groupId: null });
    deleteVolume(cloud, volume, { cascade: true });
  }
  cloud.tables.groups.save(group, { status: 'deleting' });
  cloud.transitions.begin(
    'volume',
    () => cloud.tables.groups.delete(group.id),
    () => cloud.tables.groups.save(group, { status: 'error_deleting' }),
  );
};

/** Generic volume groups, from 3.13 on. */
export const addGroupRoutes = (router: Router<CinderCall>, cloud: Cloud): void => {
  const find = (call: CinderCall, id: string): GroupRecord => {
    requireMinor(call, 13);
    return findGroup(cloud, call.token, id);
  };
  const list = (call: CinderCall, path: string, view: (group: GroupRecord) => object): Answer => {
    requireMinor(call, 13);
    const valueOf = (group: GroupRecord, key: string): unknown => ({ ...group, group_type: group.groupTypeId })[key];
    return listCollection(cloud, call, { name: 'groups', path, all: () => cloud.tables.groups.all(), valueOf, view });
  };
  router
    .on('POST', '/groups', async (call) => {
      requireMinor(call, 13);
      const { group: asked } = await readJson(call, creation);
      const group = cloud.tables.groups.insert({
        id: randomUUID(),
        projectId: call.token.projectId,
        createdAt: cloud.now(),
        name: asked.name ?? null,
        description: asked.description ?? null,
        status: 'creating',
        groupTypeId: findGroupType(cloud, asked.group_type).id,
        volumeTypeIds: volumeTypeIds(cloud, asked.volume_types),
      });
      cloud.transitions.begin(
        'volume',
        () => void cloud.tables.groups.save(group, { status: call.failsLater ? 'error' : 'available' }),
        () => cloud.tables.groups.save(group, { status: 'error' }),
      );
      return { status: 202, body: { group: { id: group.id, name: group.name } } };
    })
    .on('GET', '/groups', (call) => list(call, 'groups', ({ id, name }) => ({ id, name })))
    .on('GET', '/groups/detail', (call) => list(call, 'groups/detail', groupView))
    .on('GET', '/groups/:id', (call, { id = '' }) => {
      const group = find(call, id);
      const listsVolumes = call.minor >= 25 && /^true$/i.test(call.query.get('list_volume') ?? '');
      const volumes = listsVolumes ? { volumes: volumesOf(cloud, id).map((volume) => volume.id) } : {};
      return { status: 200, body: { group: { ...groupView(group), ...volumes } } };
    })
    .on('PUT', '/groups/:id', (call, { id = '' }) => change(cloud, call, find(call, id)))
    .on('POST', '/groups/:id/action', async (call, { id = '' }) => {
      const group = find(call, id);
      remove(cloud, group, (await readJson(call, action)).delete['delete-volumes'] ?? false);
      return { status: 202, headers: { 'Content-Type': 'text/html; charset=UTF-8' } };
    });
};
