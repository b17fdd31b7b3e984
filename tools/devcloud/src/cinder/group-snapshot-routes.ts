import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { readJson } from '../http/body.js';
import type { Answer } from '../http/call.js';
import { Problem } from '../http/problem.js';
import type { Router } from '../http/router.js';
import type { Cloud } from '../state/cloud.js';
import type { CinderCall } from './cinder-call.js';
import { listCollection } from './collection.js';
import { findGroup, findGroupSnapshot, requireMinor, volumesOf } from './groups.js';
import { type GroupRecord, type GroupSnapshotRecord, snapshotBlob, type SnapshotRecord } from './records.js';
import { failSnapshot, insertSnapshot, takeSnapshot } from './snapshots.js';
import { groupSnapshotView } from './view.js';
import { attachmentsOf } from './volumes.js';

const creation = z.object({
  group_snapshot: z.object({
    group_id: z.string(),
    name: z.string().max(255).nullish(),
    description: z.string().max(255).nullish(),
  }),
});

const consistency = 'consistent_group_snapshot_enabled';

/** A group type that promises it has all its copies of one instant: no guest writes while they are taken. */
const takeTogether = async (cloud: Cloud, group: GroupRecord, snapshots: readonly SnapshotRecord[]): Promise<void> => {
  const takeAll = async (): Promise<void> => {
    for (const snapshot of snapshots) await takeSnapshot(cloud, snapshot);
  };
  if (cloud.tables.groupTypes.get(group.groupTypeId)?.specs[consistency] !== '<is> True') return takeAll();
  const attachments = snapshots.flatMap(({ volumeId }) => attachmentsOf(cloud, volumeId));
  const servers = [...new Set(attachments.flatMap(({ serverId }) => serverId ?? []))].sort();
  return servers.reduce<() => Promise<void>>((inner, server) => () => cloud.guestTurns.take(server, inner), takeAll)();
};

const create = async (cloud: Cloud, call: CinderCall): Promise<Answer> => {
  const { group_snapshot: asked } = await readJson(call, creation);
  const group = findGroup(cloud, call.token, asked.group_id);
  const volumes = volumesOf(cloud, group.id);
  if (volumes.length === 0)
    throw new Problem(
      400,
      "Invalid Group: Source group cannot be empty or in 'creating' or 'updating' state. No group snapshot will be created.",
    );
  const busy = volumes.find(({ status }) => status !== 'available' && status !== 'in-use');
  if (busy !== undefined)
    throw new Problem(
      400,
      `Invalid volume: Cannot snapshot group ${group.id} because volume ${busy.id} is ${busy.status}.`,
    );
  const groupSnapshot = cloud.tables.groupSnapshots.insert({
    id: randomUUID(),
    projectId: call.token.projectId,
    createdAt: cloud.now(),
    groupId: group.id,
    groupTypeId: group.groupTypeId,
    name: asked.name ?? null,
    description: asked.description ?? null,
    status: 'creating',
  });
  const snapshots = volumes.map((volume) => insertSnapshot(cloud, volume, call.token, asked, groupSnapshot.id));
  cloud.transitions.begin(
    'snapshot',
    async () => {
      if (call.failsLater) throw new Error('It was asked to fail.');
      await takeTogether(cloud, group, snapshots);
      cloud.tables.groupSnapshots.save(groupSnapshot, { status: 'available' });
    },
    () => {
      for (const snapshot of snapshots) failSnapshot(cloud, snapshot);
      cloud.tables.groupSnapshots.save(groupSnapshot, { status: 'error' });
    },
  );
  const { id, name, groupTypeId } = groupSnapshot;
  return { status: 202, body: { group_snapshot: { id, name, group_type_id: groupTypeId } } };
};

const remove = (cloud: Cloud, groupSnapshot: GroupSnapshotRecord): void => {
  if (!['available', 'error'].includes(groupSnapshot.status))
    throw new Problem(
      400,
      'Invalid GroupSnapshot: GroupSnapshot status must be available or error, and no Group can be currently using it as source for its creation.',
    );
  cloud.tables.groupSnapshots.save(groupSnapshot, { status: 'deleting' });
  const members = cloud.tables.snapshots.filter(({ groupSnapshotId }) => groupSnapshotId === groupSnapshot.id);
  for (const member of members) cloud.tables.snapshots.save(member, { status: 'deleting' });
  cloud.transitions.begin(
    'snapshot',
    async () => {
      for (const { id } of members) {
        cloud.tables.snapshots.delete(id);
        await cloud.blobs.remove(snapshotBlob(id));
      }
      cloud.tables.groupSnapshots.delete(groupSnapshot.id);
    },
    () => cloud.tables.groupSnapshots.save(groupSnapshot, { status: 'error_deleting' }),
  );
};

/** Snapshots of all volumes of a group, from 3.14 on. */
export const addGroupSnapshotRoutes = (router: Router<CinderCall>, cloud: Cloud): void => {
  const find = (call: CinderCall, id: string): GroupSnapshotRecord => {
    requireMinor(call, 14);
    return findGroupSnapshot(cloud, call.token, id);
  };
  const list = (call: CinderCall, path: string, view: (snapshot: GroupSnapshotRecord) => object): Answer => {
    requireMinor(call, 14);
    const valueOf = (snapshot: GroupSnapshotRecord, key: string): unknown =>
      ({ ...snapshot, group_id: snapshot.groupId })[key];
    return listCollection(cloud, call, {
      name: 'group_snapshots',
      path,
      all: () => cloud.tables.groupSnapshots.all(),
      valueOf,
      view,
    });
  };
  router
    .on('POST', '/group_snapshots', (call) => {
      requireMinor(call, 14);
      return create(cloud, call);
    })
    .on('GET', '/group_snapshots', (call) => list(call, 'group_snapshots', ({ id, name }) => ({ id, name })))
    .on('GET', '/group_snapshots/detail', (call) => list(call, 'group_snapshots/detail', groupSnapshotView))
    .on('GET', '/group_snapshots/:id', (call, { id = '' }) => ({
      status: 200,
      body: { group_snapshot: groupSnapshotView(find(call, id)) },
    }))
    .on('DELETE', '/group_snapshots/:id', (call, { id = '' }) => {
      remove(cloud, find(call, id));
      return { status: 202, headers: { 'Content-Type': 'text/html; charset=UTF-8' } };
    });
};
