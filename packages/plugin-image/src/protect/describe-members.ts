import type { Image, ImageClient } from '@karbor/openstack';

/** The ids of the projects that an image of this project is shared with, those that want it. */
export async function describeMembers(images: ImageClient, image: Image, projectId: string, signal: AbortSignal): Promise<string[]> {
  if (image.visibility !== 'shared' || image.owner !== projectId) return [];
  const members = await images.listImageMembers(image.id, { signal });
  return members.filter(({ status }) => status !== 'rejected').map(({ member_id }) => member_id);
}
