import type { AdminApi } from '../../cloud/admin-api.js';
import type { CloudContext } from '../../cloud/cloud-context.js';
import { ordinaryProjects } from '../keystone/accounts.js';

/** Makes a network `public`, and a network `private` with a subnet in each ordinary project. */
export async function createNetworks({ api, address }: CloudContext): Promise<void> {
  const neutron = `${address('neutron')}/v2.0`;
  const external = { 'router:external': true, 'provider:network_type': 'flat', 'provider:physical_network': 'public' };
  await createNetwork(api, neutron, { name: 'public', ...external }, { cidr: '203.0.113.0/24', enable_dhcp: false });
  for (const [index, name] of ordinaryProjects.entries())
    await createNetwork(api.as({ user: name, project: name }), neutron, { name: 'private' }, { cidr: `10.${index}.0.0/24` });
}

interface NamedNetwork {
  readonly name: string;
}

async function createNetwork(api: AdminApi, neutron: string, network: NamedNetwork, subnet: object): Promise<void> {
  const { networks } = await api.get<{ networks: readonly NamedNetwork[] }>(`${neutron}/networks?project_id=${await api.projectId()}`);
  if (networks.some(({ name }) => name === network.name)) return;
  const made = await api.post<{ network: { id: string } }>(`${neutron}/networks`, { network });
  const values = { network_id: made.network.id, name: `${network.name}-subnet`, ip_version: 4, ...subnet };
  await api.post(`${neutron}/subnets`, { subnet: values });
}
