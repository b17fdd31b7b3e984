import { setTimeout as delay } from 'node:timers/promises';
import type { Devcloud } from '@karbor/devcloud';
import { connect, loadCloud } from '@karbor/openstack';

/** Deletes all servers, volumes and images of the project `demo`, through the cloud's API, and waits until they are gone. */
export async function destroyEverything(cloud: Devcloud): Promise<void> {
  const { auth } = cloud.cloudConfig('demo');
  const session = connect(
    await loadCloud({
      environment: {
        OS_AUTH_URL: auth.auth_url,
        OS_USERNAME: auth.username,
        OS_PASSWORD: auth.password,
        OS_PROJECT_NAME: auth.project_name,
      },
    }),
  );
  const left = () => cloud.inventory(cloud.project('demo').id);
  try {
    for (const { id } of left().servers) await session.compute.deleteServer(id);
    while (left().servers.length > 0) await delay(20);
    for (const { id } of left().volumes) await session.volume.deleteVolume(id);
    while (left().volumes.length > 0) await delay(20);
    for (const { id } of left().images) await session.image.deleteImage(id);
  } finally {
    await session.close();
  }
}
