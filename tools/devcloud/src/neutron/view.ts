import { toSeconds } from '../state/clock.js';
import type { Cloud } from '../state/cloud.js';
import type {
  NetworkRecord,
  PortRecord,
  SecurityGroupRecord,
  SecurityGroupRuleRecord,
  SubnetRecord,
} from './records.js';
import { versionOf } from './subnets.js';

interface Common {
  readonly projectId: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly revision: number;
  readonly tags: readonly string[];
}

const common = ({ projectId, createdAt, updatedAt, revision, tags }: Common): object => ({
  tags,
  created_at: toSeconds(createdAt),
  updated_at: toSeconds(updatedAt),
  revision_number: revision,
  project_id: projectId,
});

export const networkView = (cloud: Cloud, network: NetworkRecord): Record<string, unknown> => ({
  id: network.id,
  name: network.name,
  tenant_id: network.projectId,
  admin_state_up: network.adminStateUp,
  mtu: network.mtu,
  status: 'ACTIVE',
  subnets: cloud.tables.subnets.filter(({ networkId }) => networkId === network.id).map(({ id }) => id),
  shared: network.shared,
  availability_zone_hints: [],
  availability_zones: [],
  ipv4_address_scope: null,
  ipv6_address_scope: null,
  'router:external': network.external,
  description: network.description,
  port_security_enabled: network.portSecurity,
  ...(network.external && { is_default: false }),
  ...common(network),
});

export const subnetView = (subnet: SubnetRecord): Record<string, unknown> => ({
  id: subnet.id,
  name: subnet.name,
  tenant_id: subnet.projectId,
  network_id: subnet.networkId,
  ip_version: versionOf(subnet),
  subnetpool_id: null,
  enable_dhcp: subnet.dhcp,
  ipv6_ra_mode: subnet.advertisementMode ?? null,
  ipv6_address_mode: subnet.addressMode ?? null,
  gateway_ip: subnet.gateway,
  cidr: subnet.cidr,
  allocation_pools: subnet.pools,
  host_routes: subnet.routes,
  dns_nameservers: subnet.nameservers,
  description: subnet.description,
  service_types: [],
  ...common(subnet),
});

export const portView = (port: PortRecord): Record<string, unknown> => ({
  id: port.id,
  name: port.name,
  network_id: port.networkId,
  tenant_id: port.projectId,
  mac_address: port.mac,
  admin_state_up: port.adminStateUp,
  status: port.status,
  device_id: port.deviceId,
  device_owner: port.deviceOwner,
  fixed_ips: port.fixedIps,
  allowed_address_pairs: port.addressPairs.map((pair) => ({ mac_address: port.mac, ...pair })),
  extra_dhcp_opts: port.dhcpOptions,
  security_groups: port.securityGroups,
  description: port.description,
  'binding:vnic_type': port.vnicType,
  port_security_enabled: port.portSecurity,
  ...common(port),
});

/** Inside its group a rule also has `standard_attr_id` and `tags`. */
export const ruleView = (rule: SecurityGroupRuleRecord, nested = false): Record<string, unknown> => ({
  id: rule.id,
  tenant_id: rule.projectId,
  security_group_id: rule.securityGroupId,
  ethertype: rule.ethertype,
  direction: rule.direction,
  protocol: rule.protocol,
  port_range_min: rule.portMin,
  port_range_max: rule.portMax,
  remote_ip_prefix: rule.remotePrefix,
  remote_address_group_id: null,
  normalized_cidr: rule.remotePrefix,
  remote_group_id: rule.remoteGroupId,
  ...(nested && { standard_attr_id: rule.number, tags: rule.tags }),
  description: rule.description,
  created_at: toSeconds(rule.createdAt),
  updated_at: toSeconds(rule.updatedAt),
  revision_number: rule.revision,
  project_id: rule.projectId,
});

export const securityGroupView = (cloud: Cloud, group: SecurityGroupRecord): Record<string, unknown> => ({
  id: group.id,
  name: group.name,
  stateful: group.stateful,
  tenant_id: group.projectId,
  description: group.description,
  shared: false,
  security_group_rules: cloud.tables.securityGroupRules
    .filter(({ securityGroupId }) => securityGroupId === group.id)
    .map((rule) => ruleView(rule, true)),
  ...common(group),
});
