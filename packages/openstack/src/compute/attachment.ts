/** A volume of a server. */
export interface VolumeAttachment {
  readonly volumeId: string;
  readonly serverId: string;
  /** For example `/dev/vdb`. */
  readonly device: string | null;
  /** Before 2.89: equal to `volumeId`. */
  readonly id?: string;
  /** From 2.70. */
  readonly tag?: string | null;
  /** From 2.79. */
  readonly delete_on_termination?: boolean;
}

/** Which volume to attach; the fields are Nova's own. */
export interface AttachVolume {
  readonly volumeId: string;
  /** For example `/dev/vdb`; some hypervisors choose themselves. */
  readonly device?: string | undefined;
  /** From 2.79. */
  readonly delete_on_termination?: boolean | undefined;
}

/** A network interface of a server. */
export interface ServerInterface {
  readonly net_id: string;
  readonly port_id: string;
  readonly mac_addr: string;
  readonly port_state: string;
  readonly fixed_ips: readonly { readonly subnet_id: string; readonly ip_address: string }[];
}

/** A security group of a server. */
export interface ServerSecurityGroup {
  readonly id: string;
  readonly name: string;
  readonly description: string;
}
