import { checkCloud } from '../configuration/check-cloud.js';
import type { CloudConfig } from '../configuration/cloud-config.js';
import { createComputeClient } from '../compute/create-compute-client.js';
import { createIdentityClient } from '../identity/create-identity-client.js';
import { createImageClient } from '../image/create-image-client.js';
import { createNetworkClient } from '../network/create-network-client.js';
import { createObjectStoreClient } from '../object-store/create-object-store-client.js';
import { createVolumeClient } from '../volume/create-volume-client.js';
import { createHttpSession } from './http-session.js';
import { projectOf } from './project-in-address.js';
import type { ConnectOptions, Session } from './session.js';
import { discoverMicroversions } from './version-discovery.js';

/**
 * Makes a session for a cloud, be it from `loadCloud` or written by hand. Nothing is sent before its first call.
 * Errors: `OPENSTACK_CONFIG_INVALID`.
 */
export function connect(cloud: CloudConfig, options: ConnectOptions = {}): Session {
  checkCloud(cloud);
  const { versions, bytes, ...http } = createHttpSession(cloud, options);
  const projectId: Session['projectId'] = async (callOptions) => projectOf(await http.authenticate(callOptions));
  const caller = { ...http, ...discoverMicroversions(versions), projectId };
  return {
    kind: 'openstack-session',
    apiVersion: 1,
    ...caller,
    userId: async (callOptions) => (await http.authenticate(callOptions)).userId,
    identity: createIdentityClient(caller),
    compute: createComputeClient(caller),
    volume: createVolumeClient(caller),
    image: createImageClient(caller),
    network: createNetworkClient(caller),
    objectStore: createObjectStoreClient({ ...caller, bytes }),
  };
}
