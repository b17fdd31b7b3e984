import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { readJson } from '../http/body.js';
import { Problem } from '../http/problem.js';
import type { Router } from '../http/router.js';
import { isAdmin } from '../keystone/tokens.js';
import type { Cloud } from '../state/cloud.js';
import type { CinderCall } from './cinder-call.js';
import { findGroupType, requireMinor } from './groups.js';
import type { GroupTypeRecord } from './records.js';

const creation = z.object({
  group_type: z.object({
    name: z.string().min(1).max(255),
    description: z.string().nullish(),
    is_public: z.boolean().optional(),
    group_specs: z.record(z.string(), z.string()).optional(),
  }),
});
const specs = z.object({ group_specs: z.record(z.string(), z.string()) });

const view = ({ id, name, description, isPublic, specs: groupSpecs }: GroupTypeRecord): object => ({
  id,
  name,
  description,
  is_public: isPublic,
  group_specs: groupSpecs,
});

/** Only the administrator makes them. */
export const addGroupTypeRoutes = (router: Router<CinderCall>, cloud: Cloud): void => {
  const types = cloud.tables.groupTypes;
  const refuse = (call: CinderCall): void => {
    requireMinor(call, 11);
    if (!isAdmin(call.token)) throw new Problem(403, "Policy doesn't allow group:group_types_manage to be performed.");
  };
  router
    .on('POST', '/group_types', async (call) => {
      refuse(call);
      const { group_type: asked } = await readJson(call, creation);
      if (types.all().some(({ name }) => name === asked.name))
        throw new Problem(409, `Group Type ${asked.name} already exists.`);
      const { name, description = null, is_public: isPublic = true, group_specs: given = {} } = asked;
      return {
        status: 202,
        body: { group_type: view(types.insert({ id: randomUUID(), name, description, isPublic, specs: given })) },
      };
    })
    .on('GET', '/group_types', (call) => {
      requireMinor(call, 11);
      return { status: 200, body: { group_types: types.all().map(view) } };
    })
    .on('GET', '/group_types/:id', (call, { id = '' }) => {
      requireMinor(call, 11);
      return { status: 200, body: { group_type: view(findGroupType(cloud, id)) } };
    })
    .on('DELETE', '/group_types/:id', (call, { id = '' }) => {
      refuse(call);
      const type = findGroupType(cloud, id);
      if (cloud.tables.groups.all().some(({ groupTypeId }) => groupTypeId === type.id))
        throw new Problem(400, `Group Type ${type.id} deletion is not allowed with groups present with the type.`);
      types.delete(type.id);
      return { status: 202 };
    })
    .on('POST', '/group_types/:id/group_specs', async (call, { id = '' }) => {
      refuse(call);
      const type = findGroupType(cloud, id);
      const { group_specs: added } = await readJson(call, specs);
      types.save(type, { specs: { ...type.specs, ...added } });
      return { status: 202, body: { group_specs: added } };
    });
};
