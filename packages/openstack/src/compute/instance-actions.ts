import { path } from '../http/path.js';
import type { MicroversionCallOptions } from '../session/call-options.js';
import type { ServiceCaller, ServiceClient } from '../session/service-client.js';
import type { ComputeClient } from './compute-client.js';

/** It shows events to a server's owner (2.51) and times of change (2.58). */
const wanted = '2.58';

export function createInstanceActions(
  nova: ServiceClient,
  caller: ServiceCaller
): Pick<ComputeClient, 'listInstanceActions' | 'showInstanceAction'> {
  const negotiated = async <T extends MicroversionCallOptions>(options: T): Promise<T & MicroversionCallOptions> => ({
    ...options,
    microversion: options.microversion ?? (await caller.negotiateMicroversion('compute', wanted, options)),
  });
  return {
    listInstanceActions: async function* (serverId, options = {}) {
      const place = path`/servers/${serverId}/os-instance-actions`;
      yield* nova.list(place, 'instanceActions', await negotiated(options));
    },
    showInstanceAction: async (serverId, requestId, options = {}) =>
      nova.get(
        path`/servers/${serverId}/os-instance-actions/${requestId}`,
        'instanceAction',
        await negotiated(options)
      ),
  };
}
