/**
 * A server, as `GET /servers/ID` and `/servers/detail` describe it. Optional fields come with a microversion or a
 * role.
 */
export interface Server {
  readonly id: string;
  readonly name: string;
  /** `ACTIVE`, `BUILD`, `ERROR`, `PAUSED`, `SHUTOFF`, `SUSPENDED`, `DELETED`, … */
  readonly status: string;
  readonly tenant_id: string;
  readonly user_id: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly hostId: string;
  /** The boot image, or an empty string for a server that boots from a volume. */
  readonly image: { readonly id: string } | '';
  readonly flavor: ServerFlavor;
  readonly created: string;
  readonly updated: string;
  /** By network name. */
  readonly addresses: Readonly<Record<string, readonly ServerAddress[]>>;
  readonly accessIPv4: string;
  readonly accessIPv6: string;
  readonly config_drive: string;
  readonly key_name: string | null;
  /** Missing while the server has none, for example in the state `BUILD`. */
  readonly security_groups?: readonly { readonly name: string }[];
  readonly progress?: number;
  /** Why the server is in the state `ERROR`. */
  readonly fault?: { readonly code: number; readonly message: string; readonly created?: string };
  readonly 'OS-DCF:diskConfig': string;
  readonly 'OS-EXT-AZ:availability_zone': string;
  readonly 'OS-EXT-STS:task_state': string | null;
  /** `active`, `paused`, `suspended`, `stopped`, `building`, `error`, … */
  readonly 'OS-EXT-STS:vm_state': string;
  /** 0 no state, 1 running, 3 paused, 4 shut down, 6 crashed, 7 suspended. */
  readonly 'OS-EXT-STS:power_state': number;
  readonly 'OS-SRV-USG:launched_at': string | null;
  readonly 'OS-SRV-USG:terminated_at': string | null;
  readonly 'os-extended-volumes:volumes_attached': readonly {
    readonly id: string;
    readonly delete_on_termination?: boolean;
  }[];
  /** From 2.3, for administrators: base64, or null. */
  readonly 'OS-EXT-SRV-ATTR:user_data'?: string | null;
  /** From 2.3, for administrators: for example `/dev/vda`. */
  readonly 'OS-EXT-SRV-ATTR:root_device_name'?: string | null;
  /** From 2.3, for administrators. */
  readonly 'OS-EXT-SRV-ATTR:hostname'?: string;
  /** From 2.9. */
  readonly locked?: boolean;
  /** From 2.19. */
  readonly description?: string | null;
  /** From 2.26. */
  readonly tags?: readonly string[];
}

/** The flavor in a server: before 2.47 an id, from then on its values at the time of the server's creation. */
export interface ServerFlavor {
  readonly id?: string;
  readonly original_name?: string;
  readonly vcpus?: number;
  readonly ram?: number;
  readonly disk?: number;
  readonly ephemeral?: number;
  readonly swap?: number;
  readonly extra_specs?: Readonly<Record<string, string>>;
}

export interface ServerAddress {
  readonly version: 4 | 6;
  readonly addr: string;
  readonly 'OS-EXT-IPS:type': 'fixed' | 'floating';
  readonly 'OS-EXT-IPS-MAC:mac_addr': string;
}

/** What a server is made from; the fields are Nova's own. */
export interface CreateServer {
  readonly name: string;
  readonly flavorRef: string;
  /** Left out when the server boots from a volume. */
  readonly imageRef?: string | undefined;
  /** `auto` and `none` need microversion 2.37. */
  readonly networks?: readonly ServerNetwork[] | 'auto' | 'none' | undefined;
  readonly block_device_mapping_v2?: readonly BlockDeviceMapping[] | undefined;
  readonly security_groups?: readonly { readonly name: string }[] | undefined;
  readonly key_name?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** Base64. */
  readonly user_data?: string | undefined;
  readonly availability_zone?: string | undefined;
  readonly config_drive?: boolean | undefined;
  /** From 2.19. */
  readonly description?: string | undefined;
  /** From 2.52. */
  readonly tags?: readonly string[] | undefined;
  readonly 'OS-DCF:diskConfig'?: 'AUTO' | 'MANUAL' | undefined;
}

/** What the scheduler is told beside the server. */
export interface SchedulerHints {
  /** The id of a server group. */
  readonly group?: string | undefined;
}

export interface ServerNetwork {
  readonly uuid?: string | undefined;
  readonly port?: string | undefined;
  readonly fixed_ip?: string | undefined;
}

export interface BlockDeviceMapping {
  readonly source_type: 'image' | 'volume' | 'snapshot' | 'blank';
  readonly destination_type: 'local' | 'volume';
  readonly uuid?: string | undefined;
  /** 0 for the disk to boot from, -1 for others. */
  readonly boot_index?: number | null | undefined;
  /** GiB. */
  readonly volume_size?: number | undefined;
  readonly delete_on_termination?: boolean | undefined;
  readonly device_name?: string | undefined;
  readonly disk_bus?: string | undefined;
  readonly device_type?: string | undefined;
}
