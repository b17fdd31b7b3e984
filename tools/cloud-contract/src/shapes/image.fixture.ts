import type { Image, ImageMember } from '@karbor/openstack';
import { z } from 'zod';
import { id, nullable, zonedTime } from './shape.fixture.js';

export const imageMemberShape: z.ZodType<ImageMember> = z.looseObject({
  image_id: id,
  member_id: id,
  status: z.enum(['pending', 'accepted', 'rejected']),
  created_at: zonedTime,
  updated_at: zonedTime,
  schema: z.literal('/v2/schemas/member'),
});

export const imageShape: z.ZodType<Image> = z.looseObject({
  id,
  name: nullable,
  status: z.string(),
  visibility: z.enum(['public', 'private', 'shared', 'community']),
  owner: id,
  disk_format: nullable,
  container_format: nullable,
  size: z.int().nullable(),
  virtual_size: z.int().nullable(),
  checksum: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .nullable(),
  os_hash_algo: nullable,
  os_hash_value: z
    .string()
    .regex(/^[0-9a-f]{128}$/)
    .nullable(),
  os_hidden: z.boolean(),
  protected: z.boolean(),
  min_disk: z.int(),
  min_ram: z.int(),
  tags: z.array(z.string()),
  created_at: zonedTime,
  updated_at: zonedTime,
  self: z.string().startsWith('/v2/images/'),
  file: z.string().endsWith('/file'),
  schema: z.literal('/v2/schemas/image'),
});
