import { path } from '../http/path.js';
import { serviceClient, type ServiceCaller } from '../session/service-client.js';
import { quotaLimits } from '../session/quota.js';
import type { ComputeClient } from './compute-client.js';
import type { Keypair } from './flavor.js';
import { createInstanceActions } from './instance-actions.js';
import { createServerAttachments } from './server-attachments.js';
import { createServers } from './servers.js';

export function createComputeClient(caller: ServiceCaller): ComputeClient {
  const nova = serviceClient(caller, 'compute');
  return {
    ...createServers(nova),
    ...createServerAttachments(nova),
    ...createInstanceActions(nova, caller),
    listFlavors: (options) => nova.list('/flavors/detail', 'flavors', options),
    showFlavor: async (id, options) => nova.get(path`/flavors/${id}`, 'flavor', options),
    showKeypair: async (name, options) => nova.get(path`/os-keypairs/${name}`, 'keypair', options),
    listKeypairs: async (options) => {
      const keypairs = await nova.get<readonly { readonly keypair: Keypair }[]>('/os-keypairs', 'keypairs', options);
      return keypairs.map(({ keypair }) => keypair);
    },
    listServerGroups: (options) => nova.list('/os-server-groups', 'server_groups', options),
    listAvailabilityZones: (options) => nova.get('/os-availability-zone', 'availabilityZoneInfo', options),
    showQuotaSet: async (projectId, options) =>
      quotaLimits(await nova.get(path`/os-quota-sets/${projectId}`, 'quota_set', options)),
    updateQuotaSet: async (projectId, quotas, options) =>
      quotaLimits(
        await nova.send('PUT', path`/os-quota-sets/${projectId}`, { quota_set: quotas }, 'quota_set', options)
      ),
    showLimits: async (options) => {
      const limits = await nova.get<{ absolute: Readonly<Record<string, number>> }>('/limits', 'limits', options);
      return limits.absolute;
    },
  };
}
