export type VmState =
  'building' | 'active' | 'paused' | 'suspended' | 'stopped' | 'rescued' | 'shelved_offloaded' | 'error';

export interface ServerAction {
  readonly action: string;
  readonly requestId: string;
  readonly userId: string;
  readonly projectId: string;
  readonly startedAt: number;
  updatedAt: number;
  message: string | null;
  readonly events: {
    readonly event: string;
    readonly startedAt: number;
    finishedAt: number | null;
    result: string | null;
  }[];
}

export interface ServerRecord {
  readonly id: string;
  readonly projectId: string;
  readonly userId: string;
  readonly createdAt: number;
  updatedAt: number;
  launchedAt: number | null;
  name: string;
  description: string | null;
  vmState: VmState;
  taskState: string | null;
  fault: string | null;
  /** null when booted from a volume. */
  readonly imageId: string | null;
  readonly flavorId: string;
  readonly keyName: string | null;
  readonly userData: string | null;
  readonly configDrive: boolean;
  readonly availabilityZone: string;
  readonly reservationId: string;
  readonly serverGroupId: string | null;
  /** Properties of the image that it was booted from; what `createImage` makes has them too. */
  readonly imageProperties: Record<string, string | null>;
  /** Ports that were made for it and go with it. */
  ownPortIds: string[];
  /** All its ports, in the order of its networks. */
  portIds: string[];
  metadata: Record<string, string>;
  tags: string[];
  locked: boolean;
  /** The volumes in order, the boot volume first. */
  volumes: ServerVolume[];
  /** Newest first. */
  actions: ServerAction[];
}

export interface ServerVolume {
  readonly volumeId: string;
  readonly attachmentId: string;
  readonly device: string;
  deleteOnTermination: boolean;
  readonly tag: string | null;
  readonly boot: boolean;
}

export interface FlavorRecord {
  readonly id: string;
  readonly name: string;
  /** MiB. */
  readonly ram: number;
  /** GB; 0 takes the size of the image. */
  readonly disk: number;
  readonly vcpus: number;
  /** GB. */
  readonly ephemeral: number;
  /** MiB. */
  readonly swap: number;
  readonly isPublic: boolean;
  readonly extraSpecs: Record<string, string>;
}

export interface KeypairRecord {
  /** `userId/name`. */
  readonly id: string;
  readonly userId: string;
  readonly projectId: string;
  readonly name: string;
  readonly type: string;
  readonly publicKey: string;
  readonly fingerprint: string;
  readonly createdAt: number;
}

export interface ServerGroupRecord {
  readonly id: string;
  readonly projectId: string;
  readonly userId: string;
  readonly name: string;
  readonly policy: string;
  readonly rules: Record<string, number>;
}

export const rootBlob = (serverId: string): string => `root-${serverId}`;
