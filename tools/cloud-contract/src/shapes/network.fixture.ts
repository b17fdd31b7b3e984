import type { Network, Port, SecurityGroup, Subnet } from '@karbor/openstack';
import { z } from 'zod';
import { id, nullable, zonedTime } from './shape.fixture.js';

const resource = {
  id,
  name: z.string(),
  tenant_id: id,
  project_id: id,
  description: z.string(),
  tags: z.array(z.string()),
  created_at: zonedTime,
  updated_at: zonedTime,
  revision_number: z.int(),
};

export const networkShape: z.ZodType<Network> = z.looseObject({
  ...resource,
  admin_state_up: z.boolean(),
  status: z.string(),
  mtu: z.int(),
  subnets: z.array(id),
  shared: z.boolean(),
  'router:external': z.boolean(),
  port_security_enabled: z.exactOptional(z.boolean()),
});

const ipv6Mode = z.enum(['slaac', 'dhcpv6-stateful', 'dhcpv6-stateless']).nullable();

export const subnetShape: z.ZodType<Subnet> = z.looseObject({
  ...resource,
  network_id: id,
  ip_version: z.literal([4, 6]),
  cidr: z.string(),
  gateway_ip: nullable,
  enable_dhcp: z.boolean(),
  allocation_pools: z.array(z.object({ start: z.string(), end: z.string() })),
  dns_nameservers: z.array(z.string()),
  ipv6_address_mode: ipv6Mode,
  ipv6_ra_mode: ipv6Mode,
});

export const portShape: z.ZodType<Port> = z.looseObject({
  ...resource,
  network_id: id,
  mac_address: z.string(),
  admin_state_up: z.boolean(),
  status: z.string(),
  device_id: z.string(),
  device_owner: z.string(),
  fixed_ips: z.array(z.object({ subnet_id: id, ip_address: z.string() })),
  security_groups: z.array(id),
  allowed_address_pairs: z.array(z.looseObject({ ip_address: z.string() })),
  port_security_enabled: z.exactOptional(z.boolean()),
  'binding:vnic_type': z.exactOptional(z.string()),
});

const rule = z.looseObject({
  id,
  security_group_id: id,
  direction: z.enum(['ingress', 'egress']),
  ethertype: z.string(),
  protocol: nullable,
  port_range_min: z.int().nullable(),
  port_range_max: z.int().nullable(),
  remote_ip_prefix: nullable,
  remote_group_id: nullable,
  description: nullable,
});

export const securityGroupShape: z.ZodType<SecurityGroup> = z.looseObject({
  ...resource,
  stateful: z.exactOptional(z.boolean()),
  security_group_rules: z.array(rule),
});
