import type { Accepted, CallOptions, ListOptions } from '../session/call-options.js';
import type {
  CreateNetwork,
  CreatePort,
  CreateSecurityGroup,
  CreateSubnet,
  Network,
  NetworkQuota,
  Port,
  SecurityGroup,
  Subnet,
} from './network.js';

/** Neutron, Networking API v2.0. Every `show…` and `delete…` of what is not there gives `OPENSTACK_NOT_FOUND`. */
export interface NetworkClient {
  /** All networks that the project sees. */
  listNetworks(options?: ListOptions): AsyncIterable<Network>;
  showNetwork(id: string, options?: CallOptions): Promise<Network>;
  createNetwork(network: CreateNetwork, options?: CallOptions): Promise<Network>;
  deleteNetwork(id: string, options?: CallOptions): Promise<Accepted>;

  listSubnets(options?: ListOptions): AsyncIterable<Subnet>;
  showSubnet(id: string, options?: CallOptions): Promise<Subnet>;
  createSubnet(subnet: CreateSubnet, options?: CallOptions): Promise<Subnet>;
  deleteSubnet(id: string, options?: CallOptions): Promise<Accepted>;

  /** For example `{ filters: { device_id: serverId } }`. */
  listPorts(options?: ListOptions): AsyncIterable<Port>;
  showPort(id: string, options?: CallOptions): Promise<Port>;
  createPort(port: CreatePort, options?: CallOptions): Promise<Port>;
  deletePort(id: string, options?: CallOptions): Promise<Accepted>;

  listSecurityGroups(options?: ListOptions): AsyncIterable<SecurityGroup>;
  showSecurityGroup(id: string, options?: CallOptions): Promise<SecurityGroup>;
  createSecurityGroup(group: CreateSecurityGroup, options?: CallOptions): Promise<SecurityGroup>;
  deleteSecurityGroup(id: string, options?: CallOptions): Promise<Accepted>;

  showQuota(projectId: string, options?: CallOptions): Promise<NetworkQuota>;
  /** For administrators by default. Returns the whole set. */
  updateQuota(projectId: string, quota: NetworkQuota, options?: CallOptions): Promise<NetworkQuota>;
}
