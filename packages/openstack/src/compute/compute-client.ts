import type { AvailabilityZone } from '../session/availability-zone.js';
import type { Accepted, CallOptions, ListOptions, MicroversionCallOptions } from '../session/call-options.js';
import type { AttachVolume, ServerInterface, ServerSecurityGroup, VolumeAttachment } from './attachment.js';
import type { ComputeLimits, ComputeQuotaSet, Flavor, Keypair } from './flavor.js';
import type { InstanceAction, InstanceActionDetail } from './instance-action.js';
import type { ServerGroup } from './server-group.js';
import type { CreateServer, SchedulerHints, Server } from './server.js';

/**
 * Nova, Compute API v2.1. Calls use the base microversion unless `microversion` is given or their description says so.
 * A state change is only begun when a call returns (202): poll `showServer` for its end. A state that does not allow it
 * gives `OPENSTACK_CONFLICT` with the state in the message, and changes nothing.
 */
export interface ComputeClient {
  /** All servers of the project, with details. */
  listServers(options?: ListOptions): AsyncIterable<Server>;
  /**
   * `microversion: '2.26'` adds tags, description and (for administrators) user data while the flavor still has its
   * id. Errors: `OPENSTACK_NOT_FOUND`.
   */
  showServer(id: string, options?: MicroversionCallOptions): Promise<Server>;
  createServer(
    server: CreateServer,
    options?: MicroversionCallOptions & { readonly schedulerHints?: SchedulerHints | undefined }
  ): Promise<Accepted & { readonly id: string }>;
  deleteServer(id: string, options?: CallOptions): Promise<Accepted>;

  pauseServer(id: string, options?: CallOptions): Promise<Accepted>;
  unpauseServer(id: string, options?: CallOptions): Promise<Accepted>;
  suspendServer(id: string, options?: CallOptions): Promise<Accepted>;
  resumeServer(id: string, options?: CallOptions): Promise<Accepted>;
  startServer(id: string, options?: CallOptions): Promise<Accepted>;
  stopServer(id: string, options?: CallOptions): Promise<Accepted>;
  /**
   * Begins to make an image of the server's own disk (for a server booted from a volume: an empty image and
   * snapshots).
   */
  createServerImage(
    id: string,
    image: { readonly name: string; readonly metadata?: Readonly<Record<string, string>> | undefined },
    options?: MicroversionCallOptions
  ): Promise<Accepted & { readonly imageId: string }>;

  /** The server's action log, newest first. Asks for microversion 2.58 where the service has it. */
  listInstanceActions(serverId: string, options?: ListOptions): AsyncIterable<InstanceAction>;
  /** One action with its events. Asks for microversion 2.58 where the service has it. Errors: `OPENSTACK_NOT_FOUND`. */
  showInstanceAction(
    serverId: string,
    requestId: string,
    options?: MicroversionCallOptions
  ): Promise<InstanceActionDetail>;

  /** Adds to the server's metadata, or changes it, key by key. Returns all of it. */
  setServerMetadata(
    id: string,
    metadata: Readonly<Record<string, string>>,
    options?: CallOptions
  ): Promise<Readonly<Record<string, string>>>;
  /** Errors: `OPENSTACK_NOT_FOUND` also when the server has no such key. */
  deleteServerMetadataKey(id: string, key: string, options?: CallOptions): Promise<Accepted>;

  listVolumeAttachments(serverId: string, options?: MicroversionCallOptions): Promise<readonly VolumeAttachment[]>;
  attachVolume(
    serverId: string,
    attachment: AttachVolume,
    options?: MicroversionCallOptions
  ): Promise<Accepted & { readonly attachment: VolumeAttachment }>;
  /** Begins to detach: poll the volume for `available`. */
  detachVolume(serverId: string, volumeId: string, options?: CallOptions): Promise<Accepted>;
  listInterfaces(serverId: string, options?: CallOptions): Promise<readonly ServerInterface[]>;
  listServerSecurityGroups(serverId: string, options?: CallOptions): Promise<readonly ServerSecurityGroup[]>;

  listFlavors(options?: ListOptions): AsyncIterable<Flavor>;
  /** Errors: `OPENSTACK_NOT_FOUND`. */
  showFlavor(id: string, options?: CallOptions): Promise<Flavor>;
  /** Errors: `OPENSTACK_NOT_FOUND`. */
  showKeypair(name: string, options?: CallOptions): Promise<Keypair>;
  /** The key pairs of the session's user. */
  listKeypairs(options?: CallOptions): Promise<readonly Keypair[]>;
  /** The server groups of the project. */
  listServerGroups(options?: ListOptions): AsyncIterable<ServerGroup>;
  listAvailabilityZones(options?: CallOptions): Promise<readonly AvailabilityZone[]>;

  showQuotaSet(projectId: string, options?: CallOptions): Promise<ComputeQuotaSet>;
  /** For administrators by default. Returns the whole set. */
  updateQuotaSet(projectId: string, quotas: ComputeQuotaSet, options?: CallOptions): Promise<ComputeQuotaSet>;
  showLimits(options?: CallOptions): Promise<ComputeLimits>;
}
