import { z } from 'zod';

const strings = z.record(z.string(), z.string());

/** What a volume was when it was protected. */
export const volumeDescription = z.object({
  name: z.string(),
  description: z.string(),
  /** GiB. */
  size: z.number(),
  volumeType: z.string().nullable(),
  availabilityZone: z.string().nullable(),
  bootable: z.boolean(),
  encrypted: z.boolean(),
  multiattach: z.boolean(),
  readOnly: z.boolean(),
  metadata: strings,
  /** The properties of the image that it was made from. */
  imageMetadata: strings,
});

const imageCopy = z.object({
  mode: z.literal('image'),
  bytes: z.number(),
  /** Of all the bytes, the one that was computed on protect first. */
  hashes: z.array(z.object({ algorithm: z.string(), value: z.string() })),
});
const backupCopy = z.object({ mode: z.literal('backup'), backupId: z.string(), incremental: z.boolean() });
const snapshotCopy = z.object({
  mode: z.literal('snapshot'),
  snapshotId: z.string(),
  /** Of which it is a member, and with which alone it can be removed. */
  groupSnapshotId: z.string().optional(),
});

/** What a protected volume is restored from. */
export const savedInfoSchema = z.object({
  volume: volumeDescription,
  copy: z.discriminatedUnion('mode', [imageCopy, backupCopy, snapshotCopy]),
});

export type VolumeDescription = z.output<typeof volumeDescription>;
export type SavedInfo = z.output<typeof savedInfoSchema>;
export type SavedCopy<Mode extends SavedInfo['copy']['mode']> = Extract<SavedInfo['copy'], { mode: Mode }>;
