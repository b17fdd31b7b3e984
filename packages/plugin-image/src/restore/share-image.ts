import { isOpenStackError, sessionFrom } from '@karbor/openstack';
import type { Restore } from '../hook-arguments.js';

/** Offers the new image to the projects that the original was shared with; each must accept it again. */
export async function shareImage({ savedInfo, context, signal, log }: Restore, id: string): Promise<void> {
  const { image } = sessionFrom(context.auth);
  if (savedInfo.visibility !== 'shared') return;
  for (const projectId of savedInfo.members.filter((member) => member !== context.projectId)) {
    try {
      await image.addImageMember(id, projectId, { signal });
    } catch (error) {
      if (isOpenStackError(error, 'OPENSTACK_CONFLICT')) continue;
      if (!isOpenStackError(error, 'OPENSTACK_FORBIDDEN', 'OPENSTACK_OVER_LIMIT')) throw error;
      log.warn(`The restored image is not shared with project ${projectId}: ${error.message}`, { image: id, project: projectId });
    }
  }
}
