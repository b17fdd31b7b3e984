import { hostName } from '../../cloud/cloud-context.js';

interface Agent {
  readonly id: string;
  readonly type: string;
  readonly binary: string;
  readonly configuration: unknown;
}

const tunnel = { tunnel_types: ['vxlan'], tunneling_ip: '127.0.0.1' };
const agents: readonly Agent[] = [
  {
    id: '00000000-0000-4000-8000-000000000001',
    type: 'Open vSwitch agent',
    binary: 'neutron-openvswitch-agent',
    configuration: {
      ...tunnel,
      bridge_mappings: { public: 'br-ex' },
      datapath_type: 'system',
      ovs_hybrid_plug: false,
      vhostuser_socket_dir: '/var/run/openvswitch',
      ovs_capabilities: { datapath_types: ['system'], iface_types: [] },
    },
  },
  {
    id: '00000000-0000-4000-8000-000000000002',
    type: 'Linux bridge agent',
    binary: 'neutron-linuxbridge-agent',
    configuration: { ...tunnel, bridge_mappings: {}, interface_mappings: { public: 'lo' } },
  },
];

/**
 * Statements that make Neutron believe in agents which were alive far in the future: it binds ports only to hosts that have
 * one, and no traffic has to flow. Which of them counts is a matter of `mechanism_drivers`.
 */
export const makeAgents: string = agents
  .map(
    ({ id, type, binary, configuration }) => `
      INSERT INTO neutron.agents
        (id, agent_type, \`binary\`, topic, host, admin_state_up, created_at, started_at, heartbeat_timestamp, configurations, \`load\`, availability_zone)
      VALUES
        ('${id}', '${type}', '${binary}', 'N/A', '${hostName}', 1, NOW(), NOW(), '2099-01-01', '${JSON.stringify(configuration)}', 0, 'nova');`,
  )
  .join('');
