interface NeutronRecord {
  readonly id: string;
  readonly projectId: string;
  readonly createdAt: number;
  updatedAt: number;
  revision: number;
  tags: string[];
  name: string;
  description: string;
}

export interface NetworkRecord extends NeutronRecord {
  adminStateUp: boolean;
  shared: boolean;
  external: boolean;
  readonly mtu: number;
  portSecurity: boolean;
}

export interface AddressRange {
  readonly start: string;
  readonly end: string;
}

/** How an IPv6 subnet's addresses come about: by themselves from a MAC address, but for `dhcpv6-stateful`. */
export type Ipv6Mode = 'slaac' | 'dhcpv6-stateful' | 'dhcpv6-stateless';

export interface SubnetRecord extends NeutronRecord {
  readonly networkId: string;
  readonly cidr: string;
  readonly addressMode?: Ipv6Mode | undefined;
  readonly advertisementMode?: Ipv6Mode | undefined;
  gateway: string | null;
  dhcp: boolean;
  pools: readonly AddressRange[];
  nameservers: readonly string[];
  routes: readonly { readonly destination: string; readonly nexthop: string }[];
}

export interface FixedIp {
  readonly subnet_id: string;
  readonly ip_address: string;
}

export interface PortRecord extends NeutronRecord {
  readonly networkId: string;
  readonly mac: string;
  adminStateUp: boolean;
  status: 'DOWN' | 'ACTIVE';
  deviceId: string;
  deviceOwner: string;
  fixedIps: readonly FixedIp[];
  securityGroups: readonly string[];
  portSecurity: boolean;
  addressPairs: readonly object[];
  dhcpOptions: readonly object[];
  vnicType: string;
}

export interface SecurityGroupRecord extends NeutronRecord {
  readonly stateful: boolean;
}

export interface SecurityGroupRuleRecord extends Omit<NeutronRecord, 'description' | 'name'> {
  readonly description: string | null;
  readonly securityGroupId: string;
  readonly ethertype: string;
  readonly direction: string;
  readonly protocol: string | null;
  readonly portMin: number | null;
  readonly portMax: number | null;
  readonly remotePrefix: string | null;
  readonly remoteGroupId: string | null;
  readonly number: number;
}
