import { isOpenStackError, sessionFrom } from '@karbor/openstack';
import type { Project } from '@karbor/openstack';
import { defineProtectable } from '@karbor/plugin-sdk';
import type { Resource } from '@karbor/plugin-sdk';
import { projectType } from './resource-type.js';

/** How projects are found: the context's, and no other, for a session acts in one project. */
export const projectProtectable = defineProtectable({
  name: '@karbor/plugin-project',
  resourceType: projectType,
  parentTypes: [],
  async *list({ context, signal }) {
    yield resourceOf(await sessionFrom(context.auth).identity.showProject(context.projectId, { signal }));
  },
  async show(id, { context, signal }) {
    if (id !== context.projectId) return undefined;
    try {
      return resourceOf(await sessionFrom(context.auth).identity.showProject(id, { signal }));
    } catch (error) {
      if (isOpenStackError(error, 'OPENSTACK_NOT_FOUND')) return undefined;
      throw error;
    }
  },
});

function resourceOf({ id, name, enabled }: Project): Resource {
  return { type: projectType, id, name, extraInfo: { enabled } };
}
