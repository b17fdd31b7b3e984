import { z } from 'zod';
import { Problem } from '../http/problem.js';
import type { ImageRecord } from './records.js';

const text = z.string().max(255);

/** The fields of an image that a user may set; everything else he sends is a property. */
export const writable = z.object({
  name: text.nullable().optional(),
  disk_format: text.nullable().optional(),
  container_format: text.nullable().optional(),
  visibility: z.enum(['private', 'shared', 'public', 'community']).optional(),
  protected: z.boolean().optional(),
  os_hidden: z.boolean().optional(),
  min_disk: z.number().int().min(0).optional(),
  min_ram: z.number().int().min(0).optional(),
  tags: z.array(text).optional(),
});

const formats = {
  disk_format: ['ami', 'ari', 'aki', 'vhd', 'vhdx', 'vmdk', 'raw', 'qcow2', 'vdi', 'iso', 'ploop'],
  container_format: ['ami', 'ari', 'aki', 'bare', 'ovf', 'ova', 'docker', 'compressed'],
} as const;

export const refuseUnknownFormat = (fields: Readonly<Record<string, unknown>>): void => {
  for (const [name, known] of Object.entries(formats)) {
    const format = fields[name];
    if (typeof format === 'string' && !known.some((one) => one === format))
      throw new Problem(
        400,
        `Provided object does not match schema 'image': '${format}' is not one of [None, ${known.map((one) => `'${one}'`).join(', ')}]`,
      );
  }
};

const readOnly = new Set([
  ...['status', 'size', 'virtual_size', 'checksum', 'os_hash_algo', 'os_hash_value', 'created_at', 'updated_at'],
  ...['self', 'file', 'schema', 'owner', 'stores', 'direct_url', 'locations'],
]);

export const refuseReadOnly = (name: string): void => {
  if (name.startsWith('os_glance')) throw new Problem(403, `Attribute '${name}' is reserved.`);
  if (readOnly.has(name)) throw new Problem(403, `Attribute '${name}' is read-only.`);
};

const columns = {
  name: 'name',
  disk_format: 'diskFormat',
  container_format: 'containerFormat',
  visibility: 'visibility',
  protected: 'protected',
  os_hidden: 'hidden',
  min_disk: 'minDisk',
  min_ram: 'minRam',
  tags: 'tags',
} as const satisfies Record<keyof z.infer<typeof writable>, keyof ImageRecord>;

export const isField = (name: string): name is keyof typeof columns => Object.hasOwn(columns, name);

/** The record's columns for what was given. */
export const columnsOf = (fields: z.infer<typeof writable>): Partial<ImageRecord> =>
  Object.fromEntries(
    Object.entries(columns)
      .map(([name, column]) => [column, fields[name as keyof typeof columns]])
      .filter(([, value]) => value !== undefined),
  ) as Partial<ImageRecord>;
