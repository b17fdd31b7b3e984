import { isAdmin } from '../keystone/tokens.js';
import { toMicroseconds } from '../state/clock.js';
import type { Cloud } from '../state/cloud.js';
import { dependentsOf } from './backups.js';
import type { CinderCall } from './cinder-call.js';
import type {
  AttachmentRecord,
  BackupRecord,
  GroupRecord,
  GroupSnapshotRecord,
  SnapshotRecord,
  UserMessageRecord,
  VolumeRecord,
  VolumeTypeRecord,
} from './records.js';
import { isEncrypted } from './volume-types.js';
import { attachmentsOf } from './volumes.js';

const orNull = (milliseconds: number | null): string | null =>
  milliseconds === null ? null : toMicroseconds(milliseconds);

export const linksOf = (cloud: Cloud, projectId: string, collection: string, id: string): object[] => [
  { rel: 'self', href: `${cloud.url}/volume/v3/${projectId}/${collection}/${id}` },
  { rel: 'bookmark', href: `${cloud.url}/volume/${projectId}/${collection}/${id}` },
];

const attachedView = (attachment: AttachmentRecord): object => ({
  id: attachment.volumeId,
  attachment_id: attachment.id,
  volume_id: attachment.volumeId,
  server_id: attachment.serverId,
  host_name: null,
  device: attachment.device,
  attached_at: orNull(attachment.attachedAt),
});

const newerFields = (volume: VolumeRecord, { minor }: CinderCall, typeId: string | undefined): object => ({
  ...(minor >= 13 && { group_id: volume.groupId }),
  ...(minor >= 21 && { provider_id: null }),
  ...(minor >= 48 && { shared_targets: false, service_uuid: null }),
  ...(minor >= 61 && { cluster_name: null }),
  ...(minor >= 63 && { volume_type_id: typeId }),
  ...(minor >= 65 && { consumes_quota: !Object.hasOwn(volume.metadata, 'temporary') }),
});

export const volumeView = (cloud: Cloud, call: CinderCall, volume: VolumeRecord, detailed: boolean): object => ({
  id: volume.id,
  status: volume.status,
  size: volume.size,
  availability_zone: volume.availabilityZone,
  created_at: toMicroseconds(volume.createdAt, detailed),
  updated_at: orNull(volume.updatedAt),
  name: volume.name,
  description: volume.description,
  volume_type: volume.volumeType,
  snapshot_id: volume.snapshotId,
  source_volid: volume.sourceVolumeId,
  metadata: volume.metadata,
  links: linksOf(cloud, call.token.projectId, 'volumes', volume.id),
  user_id: volume.userId,
  bootable: String(volume.bootable),
  encrypted: isEncrypted(cloud, volume.volumeType),
  replication_status: null,
  consistencygroup_id: null,
  multiattach: false,
  attachments: attachmentsOf(cloud, volume.id)
    .filter(({ status }) => status === 'attached')
    .map(attachedView),
  ...(isAdmin(call.token) && { migration_status: null }),
  ...newerFields(volume, call, cloud.tables.volumeTypes.all().find(({ name }) => name === volume.volumeType)?.id),
  ...(detailed && { 'os-vol-tenant-attr:tenant_id': volume.projectId }),
  ...(detailed &&
    isAdmin(call.token) && {
      'os-vol-mig-status-attr:migstat': null,
      'os-vol-mig-status-attr:name_id': null,
      'os-vol-host-attr:host': 'devcloud@sparse#sparse',
    }),
  ...(detailed && volume.imageMetadata !== null && { volume_image_metadata: volume.imageMetadata }),
});

export const snapshotView = (call: CinderCall, snapshot: SnapshotRecord, detailed: boolean): object => ({
  id: snapshot.id,
  created_at: toMicroseconds(snapshot.createdAt, detailed),
  updated_at: orNull(snapshot.updatedAt),
  name: snapshot.name,
  description: snapshot.description,
  volume_id: snapshot.volumeId,
  status: snapshot.status,
  size: snapshot.size,
  metadata: snapshot.metadata,
  ...(call.minor >= 14 && { group_snapshot_id: snapshot.groupSnapshotId }),
  ...(call.minor >= 41 && { user_id: snapshot.userId }),
  ...(call.minor >= 65 && { consumes_quota: true }),
  ...(detailed && {
    'os-extended-snapshot-attributes:project_id': snapshot.projectId,
    'os-extended-snapshot-attributes:progress': snapshot.status === 'available' ? '100%' : '0%',
  }),
});

export const backupView = (cloud: Cloud, call: CinderCall, backup: BackupRecord): object => ({
  id: backup.id,
  status: backup.status,
  size: backup.size,
  object_count: backup.objectCount,
  availability_zone: null,
  container: backup.container,
  created_at: toMicroseconds(backup.createdAt),
  updated_at: orNull(backup.updatedAt),
  name: backup.name,
  description: backup.description,
  fail_reason: backup.failReason,
  volume_id: backup.volumeId,
  links: linksOf(cloud, call.token.projectId, 'backups', backup.id),
  is_incremental: backup.parentId !== null,
  has_dependent_backups: dependentsOf(cloud, backup.id).length > 0,
  snapshot_id: backup.snapshotId,
  data_timestamp: toMicroseconds(backup.dataTimestamp),
  ...(call.minor >= 43 && { metadata: backup.metadata }),
  ...(call.minor >= 56 && { user_id: backup.userId }),
});

export const groupView = (group: GroupRecord): object => ({
  id: group.id,
  status: group.status,
  availability_zone: 'nova',
  created_at: toMicroseconds(group.createdAt),
  name: group.name,
  description: group.description,
  group_type: group.groupTypeId,
  volume_types: group.volumeTypeIds,
  group_snapshot_id: null,
  source_group_id: null,
  replication_status: 'disabled',
  project_id: group.projectId,
});

export const groupSnapshotView = (snapshot: GroupSnapshotRecord): object => ({
  id: snapshot.id,
  group_id: snapshot.groupId,
  group_type_id: snapshot.groupTypeId,
  status: snapshot.status,
  created_at: toMicroseconds(snapshot.createdAt),
  name: snapshot.name,
  description: snapshot.description,
  project_id: snapshot.projectId,
});

export const volumeTypeView = (type: VolumeTypeRecord): object => ({
  id: type.id,
  name: type.name,
  is_public: type.isPublic,
  description: type.description,
  extra_specs: type.extraSpecs,
  'os-volume-type-access:is_public': type.isPublic,
});

export const userMessageView = (cloud: Cloud, call: CinderCall, message: UserMessageRecord): object => ({
  id: message.id,
  event_id: message.eventId,
  user_message: message.text,
  message_level: 'ERROR',
  created_at: toMicroseconds(message.createdAt),
  guaranteed_until: toMicroseconds(message.createdAt + 30 * 24 * 60 * 60 * 1000),
  request_id: null,
  links: linksOf(cloud, call.token.projectId, 'messages', message.id),
  resource_type: message.resourceType,
  resource_uuid: message.resourceId,
});

export const attachmentView = (attachment: AttachmentRecord): object => ({
  id: attachment.id,
  status: attachment.status,
  instance: attachment.serverId,
  volume_id: attachment.volumeId,
  attached_at: orNull(attachment.attachedAt) ?? '',
  detached_at: '',
  attach_mode: attachment.status === 'attached' ? 'rw' : 'null',
  connection_info: attachment.connected
    ? {
        export: '127.0.0.1:/devcloud',
        name: `volume-${attachment.volumeId}`,
        options: null,
        format: 'raw',
        qos_specs: null,
        access_mode: 'rw',
        encrypted: false,
        cacheable: false,
        driver_volume_type: 'nfs',
        mount_point_base: '/devcloud/mnt',
        attachment_id: attachment.id,
      }
    : {},
});
