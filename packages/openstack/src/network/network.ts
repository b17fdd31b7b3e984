/** What Neutron tells of everything that it has. */
interface NetworkResource {
  readonly id: string;
  readonly name: string;
  readonly tenant_id: string;
  readonly project_id: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly created_at: string;
  readonly updated_at: string;
  readonly revision_number: number;
}

export interface Network extends NetworkResource {
  readonly admin_state_up: boolean;
  readonly status: string;
  readonly mtu: number;
  /** Ids. */
  readonly subnets: readonly string[];
  readonly shared: boolean;
  readonly 'router:external': boolean;
  readonly port_security_enabled?: boolean;
}

export interface Subnet extends NetworkResource {
  readonly network_id: string;
  readonly ip_version: 4 | 6;
  readonly cidr: string;
  readonly gateway_ip: string | null;
  readonly enable_dhcp: boolean;
  readonly allocation_pools: readonly { readonly start: string; readonly end: string }[];
  readonly dns_nameservers: readonly string[];
  /** Null for IPv4, and where IPv6 is not Neutron's business. */
  readonly ipv6_address_mode: Ipv6Mode | null;
  readonly ipv6_ra_mode: Ipv6Mode | null;
}

/** With `slaac` and `dhcpv6-stateless` addresses follow from MAC addresses, and cannot be asked for. */
export type Ipv6Mode = 'slaac' | 'dhcpv6-stateful' | 'dhcpv6-stateless';

export interface Port extends NetworkResource {
  readonly network_id: string;
  readonly mac_address: string;
  readonly admin_state_up: boolean;
  readonly status: string;
  /** The id of the server, router, … that has it; empty for none. */
  readonly device_id: string;
  readonly device_owner: string;
  readonly fixed_ips: readonly FixedIp[];
  /** Ids. */
  readonly security_groups: readonly string[];
  /** Missing where the cloud has no such extension. */
  readonly allowed_address_pairs?: readonly { readonly ip_address: string; readonly mac_address?: string }[];
  readonly port_security_enabled?: boolean;
  readonly 'binding:vnic_type'?: string;
}

export interface FixedIp {
  readonly subnet_id: string;
  readonly ip_address: string;
}

export interface SecurityGroup extends NetworkResource {
  readonly stateful?: boolean;
  readonly security_group_rules: readonly SecurityGroupRule[];
}

export interface SecurityGroupRule {
  readonly id: string;
  readonly security_group_id: string;
  readonly direction: 'ingress' | 'egress';
  readonly ethertype: string;
  readonly protocol: string | null;
  readonly port_range_min: number | null;
  readonly port_range_max: number | null;
  readonly remote_ip_prefix: string | null;
  readonly remote_group_id: string | null;
  readonly description: string | null;
}

export interface CreateNetwork {
  readonly name: string;
  readonly description?: string | undefined;
  readonly admin_state_up?: boolean | undefined;
}

export interface CreateSubnet {
  readonly network_id: string;
  readonly ip_version: 4 | 6;
  readonly cidr: string;
  readonly name?: string | undefined;
  readonly gateway_ip?: string | null | undefined;
  readonly enable_dhcp?: boolean | undefined;
  readonly ipv6_address_mode?: Ipv6Mode | undefined;
  readonly ipv6_ra_mode?: Ipv6Mode | undefined;
}

export interface CreatePort {
  readonly network_id: string;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly mac_address?: string | undefined;
  readonly fixed_ips?:
    | readonly { readonly subnet_id?: string | undefined; readonly ip_address?: string | undefined }[]
    | undefined;
  /** Ids. */
  readonly security_groups?: readonly string[] | undefined;
  readonly admin_state_up?: boolean | undefined;
  readonly port_security_enabled?: boolean | undefined;
  readonly 'binding:vnic_type'?: string | undefined;
  /** Without a MAC address it is the port's own. */
  readonly allowed_address_pairs?:
    | readonly { readonly ip_address: string; readonly mac_address?: string | undefined }[]
    | undefined;
}

export interface CreateSecurityGroup {
  readonly name: string;
  readonly description?: string | undefined;
}

/** Neutron's quotas of a project: by name (`network`, `port`, `security_group`, …) the limit, -1 for none. */
export type NetworkQuota = Readonly<Record<string, number>>;
