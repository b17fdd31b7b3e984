import type { Backup, GroupSnapshot, Snapshot, Volume, VolumeGroup, VolumeType } from '@karbor/openstack';
import { z } from 'zod';
import { bareTime, id, nullable, strings } from './shape.fixture.js';

const attachment = z.looseObject({
  id,
  attachment_id: id,
  volume_id: id,
  server_id: id,
  host_name: nullable,
  device: nullable,
  attached_at: bareTime,
});

export const volumeShape: z.ZodType<Volume> = z.looseObject({
  id,
  status: z.string(),
  size: z.int(),
  name: nullable,
  description: nullable,
  availability_zone: nullable,
  created_at: bareTime,
  updated_at: bareTime.nullable(),
  volume_type: nullable,
  snapshot_id: id.nullable(),
  source_volid: id.nullable(),
  metadata: strings,
  user_id: id,
  bootable: z.enum(['true', 'false']),
  encrypted: z.boolean(),
  multiattach: z.boolean(),
  replication_status: nullable,
  consistencygroup_id: nullable,
  attachments: z.array(attachment),
  volume_image_metadata: z.exactOptional(strings),
  'os-vol-tenant-attr:tenant_id': z.exactOptional(id),
  group_id: z.exactOptional(id.nullable()),
});

export const snapshotShape: z.ZodType<Snapshot> = z.looseObject({
  id,
  status: z.string(),
  name: nullable,
  description: nullable,
  volume_id: id,
  size: z.int(),
  metadata: strings,
  created_at: bareTime,
  updated_at: bareTime.nullable(),
  'os-extended-snapshot-attributes:project_id': z.exactOptional(id),
  'os-extended-snapshot-attributes:progress': z.exactOptional(z.string().regex(/^\d+%$/)),
  group_snapshot_id: z.exactOptional(id.nullable()),
});

export const backupShape: z.ZodType<Backup> = z.looseObject({
  id,
  status: z.string(),
  name: nullable,
  description: nullable,
  volume_id: id,
  snapshot_id: id.nullable(),
  size: z.int(),
  object_count: z.int(),
  container: nullable,
  availability_zone: nullable,
  fail_reason: nullable,
  is_incremental: z.boolean(),
  has_dependent_backups: z.boolean(),
  data_timestamp: bareTime,
  created_at: bareTime,
  updated_at: bareTime.nullable(),
});

export const volumeTypeShape: z.ZodType<VolumeType> = z.looseObject({
  id,
  name: z.string(),
  description: nullable,
  is_public: z.boolean(),
});

export const groupShape: z.ZodType<VolumeGroup> = z.looseObject({
  id,
  name: nullable,
  description: nullable,
  status: z.string(),
  availability_zone: nullable,
  created_at: bareTime,
  group_type: id,
  volume_types: z.array(id),
  group_snapshot_id: id.nullable(),
  source_group_id: id.nullable(),
});

export const groupSnapshotShape: z.ZodType<GroupSnapshot> = z.looseObject({
  id,
  name: nullable,
  description: nullable,
  group_id: id,
  group_type_id: id,
  status: z.string(),
  created_at: bareTime,
});
