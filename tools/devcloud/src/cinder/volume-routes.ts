import { z } from 'zod';
import { readJson } from '../http/body.js';
import type { Router } from '../http/router.js';
import type { Cloud } from '../state/cloud.js';
import type { CinderCall } from './cinder-call.js';
import { listCollection } from './collection.js';
import { addMetadataRoutes } from './metadata-routes.js';
import type { VolumeRecord } from './records.js';
import { linksOf, volumeView } from './view.js';
import { createVolume, volumeCreation } from './volume-creation.js';
import { deleteVolume, findVolume, setVolume } from './volumes.js';

const update = z.object({
  volume: z.object({
    name: z.string().max(255).nullish(),
    description: z.string().max(255).nullish(),
    metadata: z.record(z.string(), z.string()).optional(),
  }),
});

const valueOf = (volume: VolumeRecord, key: string): unknown => {
  const values: Record<string, unknown> = {
    ...volume,
    bootable: String(volume.bootable),
    volume_type: volume.volumeType,
    availability_zone: volume.availabilityZone,
    group_id: volume.groupId,
    created_at: volume.createdAt,
  };
  return values[key];
};

export const addVolumeRoutes = (router: Router<CinderCall>, cloud: Cloud): void => {
  const list = (
    call: CinderCall,
    path: string,
    view: (volume: VolumeRecord) => object,
  ): ReturnType<typeof listCollection> =>
    listCollection(cloud, call, {
      name: 'volumes',
      path,
      filters: ['name', 'status', 'metadata', 'bootable', 'migration_status', 'availability_zone', 'group_id'],
      all: () => cloud.tables.volumes.all(),
      valueOf,
      view,
    });
  router
    .on('POST', '/volumes', async (call) => {
      const { volume: asked } = await readJson(call, volumeCreation);
      const volume = createVolume(cloud, call.token, asked, call.failsLater);
      return { status: 202, body: { volume: volumeView(cloud, call, volume, false) } };
    })
    .on('GET', '/volumes', (call) =>
      list(call, 'volumes', ({ id, name }) => ({
        id,
        name,
        links: linksOf(cloud, call.token.projectId, 'volumes', id),
      })),
    )
    .on('GET', '/volumes/detail', (call) =>
      list(call, 'volumes/detail', (volume) => volumeView(cloud, call, volume, true)),
    )
    .on('GET', '/volumes/:id', (call, { id = '' }) => ({
      status: 200,
      body: { volume: volumeView(cloud, call, findVolume(cloud, call.token, id), true) },
    }))
    .on('PUT', '/volumes/:id', async (call, { id = '' }) => {
      const volume = findVolume(cloud, call.token, id);
      const { volume: asked } = await readJson(call, update);
      setVolume(cloud, volume, {
        ...(asked.name !== undefined && { name: asked.name }),
        ...(asked.description !== undefined && { description: asked.description }),
        ...(asked.metadata && { metadata: asked.metadata }),
      });
      return { status: 200, body: { volume: volumeView(cloud, call, volume, true) } };
    })
    .on('DELETE', '/volumes/:id', (call, { id = '' }) => {
      const cascade = /^true$/i.test(call.query.get('cascade') ?? '');
      deleteVolume(cloud, findVolume(cloud, call.token, id), { cascade, failsLater: call.failsLater });
      return { status: 202, headers: { 'Content-Type': 'text/html; charset=UTF-8' } };
    });
  addMetadataRoutes(
    router,
    'volumes',
    (call, id) => findVolume(cloud, call.token, id),
    (volume, metadata) => setVolume(cloud, volume, { metadata }),
  );
};
