import { z } from 'zod';
import { readJson } from '../http/body.js';
import type { Call } from '../http/call.js';
import { Problem } from '../http/problem.js';
import type { Router } from '../http/router.js';
import { scopedCallerOf } from '../keystone/tokens.js';
import { toSeconds } from '../state/clock.js';
import type { Cloud } from '../state/cloud.js';
import { ownImage, visibleImage } from './images.js';
import type { ImageRecord } from './records.js';

const offer = z.object({ member: z.string().min(1) });
const answer = z.object({ status: z.enum(['pending', 'accepted', 'rejected']) });

const view = (image: ImageRecord, member: string): object => ({
  created_at: toSeconds(image.createdAt),
  image_id: image.id,
  member_id: member,
  schema: '/v2/schemas/member',
  status: image.members[member],
  updated_at: toSeconds(image.updatedAt),
});

/** Sharing an image: its owner offers it to a project, which accepts it to see it in its list. */
export const addMemberRoutes = (router: Router<Call>, cloud: Cloud): void => {
  const setMember = (image: ImageRecord, member: string, status: ImageRecord['members'][string]): void => {
    cloud.tables.images.save(image, { members: { ...image.members, [member]: status } });
  };
  router
    .on('GET', '/v2/images/:id/members', (call, { id = '' }) => {
      const image = visibleImage(cloud, scopedCallerOf(cloud, call), id);
      if (image.visibility !== 'shared') throw new Problem(403, 'Only shared images have members.');
      return {
        status: 200,
        body: {
          members: Object.keys(image.members).map((member) => view(image, member)),
          schema: '/v2/schemas/members',
        },
      };
    })
    .on('POST', '/v2/images/:id/members', async (call, { id = '' }) => {
      const image = ownImage(cloud, scopedCallerOf(cloud, call), id, 'add_member');
      if (image.visibility !== 'shared') throw new Problem(403, `Not allowed to create members for image ${id}.`);
      const { member } = await readJson(call, offer);
      if (image.members[member] !== undefined)
        throw new Problem(409, `Member ${member} is duplicated for image ${id}`);
      setMember(image, member, 'pending');
      return { status: 200, body: view(image, member) };
    })
    .on('PUT', '/v2/images/:id/members/:member', async (call, { id = '', member = '' }) => {
      const token = scopedCallerOf(cloud, call);
      const image = visibleImage(cloud, token, id);
      if (member !== token.projectId)
        throw new Problem(403, 'You are not permitted to modify the status of this image member.');
      setMember(image, member, (await readJson(call, answer)).status);
      return { status: 200, body: view(image, member) };
    })
    .on('DELETE', '/v2/images/:id/members/:member', (call, { id = '', member = '' }) => {
      const image = ownImage(cloud, scopedCallerOf(cloud, call), id, 'delete_member');
      if (image.members[member] === undefined)
        throw new Problem(404, `${member} not found in the member list of the image ${id}.`);
      const members = Object.fromEntries(Object.entries(image.members).filter(([name]) => name !== member));
      cloud.tables.images.save(image, { members });
      return { status: 204 };
    });
};
