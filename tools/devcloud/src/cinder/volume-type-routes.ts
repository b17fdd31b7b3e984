import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { readJson } from '../http/body.js';
import { Problem } from '../http/problem.js';
import type { Router } from '../http/router.js';
import type { Cloud } from '../state/cloud.js';
import type { CinderCall } from './cinder-call.js';
import { volumeTypeView } from './view.js';
import { adminOnly, findVolumeType, isInUse } from './volume-types.js';

const creation = z.object({
  volume_type: z.object({
    name: z.string().min(1).max(255),
    description: z.string().nullish(),
    extra_specs: z.record(z.string(), z.string()).nullish(),
    'os-volume-type-access:is_public': z.boolean().optional(),
  }),
});

export const addVolumeTypeRoutes = (router: Router<CinderCall>, cloud: Cloud): void => {
  const types = cloud.tables.volumeTypes;
  router
    .on('GET', '/types', () => ({ status: 200, body: { volume_types: types.all().reverse().map(volumeTypeView) } }))
    .on('GET', '/types/:id', (_call, { id = '' }) => ({ status: 200, body: { volume_type: volumeTypeView(findVolumeType(cloud, id)) } }))
    .on('POST', '/types', async (call) => {
      adminOnly(call, 'types_manage');
      const { volume_type: asked } = await readJson(call, creation);
      if (types.all().some(({ name }) => name === asked.name))
        throw new Problem(409, `Volume Type ${asked.name} already exists.`);
      const type = types.insert({
        id: randomUUID(),
        name: asked.name,
        description: asked.description ?? null,
        isPublic: asked['os-volume-type-access:is_public'] ?? true,
        extraSpecs: asked.extra_specs ?? {},
        createdAt: cloud.now(),
      });
      return { status: 200, body: { volume_type: volumeTypeView(type) } };
    })
    .on('DELETE', '/types/:id', (call, { id = '' }) => {
      adminOnly(call, 'types_manage');
      const type = findVolumeType(cloud, id);
      if (isInUse(cloud, type)) throw new Problem(400, 'Target volume type is still in use.');
      types.delete(type.id);
      return { status: 202 };
    });
};
