import { z } from 'zod';
import { readJson } from '../http/body.js';
import { Problem } from '../http/problem.js';
import type { Router } from '../http/router.js';
import { isAdmin } from '../keystone/tokens.js';
import type { Cloud } from '../state/cloud.js';
import type { CinderCall } from './cinder-call.js';
import { listCollection } from './collection.js';
import { addMetadataRoutes } from './metadata-routes.js';
import type { SnapshotRecord, VolumeRecord } from './records.js';
import { createSnapshot, deleteSnapshot, findSnapshot } from './snapshots.js';
import { snapshotView } from './view.js';
import { findVolume } from './volumes.js';
import { requireQuota } from './quota-checks.js';

const creation = z.object({
  snapshot: z.object({
    volume_id: z.string(),
    name: z.string().max(255).nullish(),
    description: z.string().max(255).nullish(),
    metadata: z.record(z.string(), z.string()).nullish(),
    force: z.union([z.boolean(), z.enum(['true', 'false', 'True', 'False'])]).nullish(),
  }),
});
const update = z.object({
  snapshot: z.object({ name: z.string().max(255).nullish(), description: z.string().max(255).nullish() }),
});
const reset = z.object({ 'os-reset_status': z.object({ status: z.string() }) });

const valueOf = (snapshot: SnapshotRecord, key: string): unknown =>
  ({ ...snapshot, volume_id: snapshot.volumeId, created_at: snapshot.createdAt })[key];

const refuse = (volume: VolumeRecord, force: boolean): void => {
  if (volume.status === 'error')
    throw new Problem(400, 'Invalid volume: The snapshot cannot be created when the volume is in error status.');
  const allowed = volume.status === 'available' || (force && volume.status === 'in-use');
  if (!allowed)
    throw new Problem(
      400,
      `Invalid volume: Volume ${volume.id} status must be available, but current status is: ${volume.status}.`,
    );
};

export const addSnapshotRoutes = (router: Router<CinderCall>, cloud: Cloud): void => {
  const { snapshots } = cloud.tables;
  const list = (call: CinderCall, path: string, detailed: boolean): ReturnType<typeof listCollection> =>
    listCollection(cloud, call, {
      name: 'snapshots',
      filters: ['name', 'status', 'volume_id', 'metadata', 'availability_zone'],
      path,
      all: () => snapshots.all(),
      valueOf,
      view: (one) => snapshotView(call, one, detailed),
    });
  router
    .on('POST', '/snapshots', async (call) => {
      const { snapshot: asked } = await readJson(call, creation);
      const volume = findVolume(cloud, call.token, asked.volume_id);
      refuse(volume, call.minor >= 66 || /^true$/i.test(String(asked.force)));
      requireQuota(cloud, volume.projectId, 'snapshots', volume.size);
      const snapshot = createSnapshot(cloud, volume, call.token, asked, call.failsLater);
      return { status: 202, body: { snapshot: snapshotView(call, snapshot, false) } };
    })
    .on('GET', '/snapshots', (call) => list(call, 'snapshots', false))
    .on('GET', '/snapshots/detail', (call) => list(call, 'snapshots/detail', true))
    .on('GET', '/snapshots/:id', (call, { id = '' }) => ({
      status: 200,
      body: { snapshot: snapshotView(call, findSnapshot(cloud, call.token, id), true) },
    }))
    .on('PUT', '/snapshots/:id', async (call, { id = '' }) => {
      const snapshot = findSnapshot(cloud, call.token, id);
      const { snapshot: asked } = await readJson(call, update);
      snapshots.save(snapshot, {
        ...(asked.name !== undefined && { name: asked.name }),
        ...(asked.description !== undefined && { description: asked.description }),
        updatedAt: cloud.now(),
      });
      return { status: 200, body: { snapshot: snapshotView(call, snapshot, false) } };
    })
    .on('DELETE', '/snapshots/:id', (call, { id = '' }) => {
      const snapshot = findSnapshot(cloud, call.token, id);
      if (!['available', 'error', 'error_deleting'].includes(snapshot.status) || snapshot.groupSnapshotId !== null)
        throw new Problem(
          400,
          'Invalid snapshot: Snapshot status must be available or error and must not be part of a group snapshot.',
        );
      deleteSnapshot(cloud, snapshot, call.failsLater);
      return { status: 202, headers: { 'Content-Type': 'text/html; charset=UTF-8' } };
    })
    .on('POST', '/snapshots/:id/action', async (call, { id = '' }) => {
      const snapshot = findSnapshot(cloud, call.token, id);
      if (!isAdmin(call.token))
        throw new Problem(
          403,
          "Policy doesn't allow volume_extension:snapshot_admin_actions:reset_status to be performed.",
        );
      snapshots.save(snapshot, { status: (await readJson(call, reset))['os-reset_status'].status });
      return { status: 202 };
    });
  addMetadataRoutes(
    router,
    'snapshots',
    (call, id) => findSnapshot(cloud, call.token, id),
    (snapshot, metadata) => snapshots.save(snapshot, { metadata, updatedAt: cloud.now() }),
  );
};
