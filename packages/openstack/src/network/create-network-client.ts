import { path } from '../http/path.js';
import { quotaLimits } from '../session/quota.js';
import { serviceClient, type ServiceCaller } from '../session/service-client.js';
import type { NetworkClient } from './network-client.js';

export function createNetworkClient(caller: ServiceCaller): NetworkClient {
  const neutron = serviceClient(caller, 'network');
  return {
    listNetworks: (options) => neutron.list('/networks', 'networks', options),
    showNetwork: async (id, options) => neutron.get(path`/networks/${id}`, 'network', options),
    createNetwork: (network, options) => neutron.send('POST', '/networks', { network }, 'network', options),
    deleteNetwork: async (id, options) => neutron.accept('DELETE', path`/networks/${id}`, undefined, options),

    listSubnets: (options) => neutron.list('/subnets', 'subnets', options),
    showSubnet: async (id, options) => neutron.get(path`/subnets/${id}`, 'subnet', options),
    createSubnet: (subnet, options) => neutron.send('POST', '/subnets', { subnet }, 'subnet', options),
    deleteSubnet: async (id, options) => neutron.accept('DELETE', path`/subnets/${id}`, undefined, options),

    listPorts: (options) => neutron.list('/ports', 'ports', options),
    showPort: async (id, options) => neutron.get(path`/ports/${id}`, 'port', options),
    createPort: (port, options) => neutron.send('POST', '/ports', { port }, 'port', options),
    deletePort: async (id, options) => neutron.accept('DELETE', path`/ports/${id}`, undefined, options),

    listSecurityGroups: (options) => neutron.list('/security-groups', 'security_groups', options),
    showSecurityGroup: async (id, options) => neutron.get(path`/security-groups/${id}`, 'security_group', options),
    createSecurityGroup: (group, options) =>
      neutron.send('POST', '/security-groups', { security_group: group }, 'security_group', options),
    deleteSecurityGroup: async (id, options) =>
      neutron.accept('DELETE', path`/security-groups/${id}`, undefined, options),

    showQuota: async (projectId, options) =>
      quotaLimits(await neutron.get(path`/quotas/${projectId}`, 'quota', options)),
    updateQuota: async (projectId, quota, options) =>
      quotaLimits(await neutron.send('PUT', path`/quotas/${projectId}`, { quota }, 'quota', options)),
  };
}
