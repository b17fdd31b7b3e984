import { z } from 'zod';

/** What an image was when it was protected. */
export const savedInfoSchema = z.object({
  name: z.string(),
  diskFormat: z.string(),
  containerFormat: z.string(),
  /** GiB. */
  minDisk: z.number(),
  /** MiB. */
  minRam: z.number(),
  visibility: z.enum(['public', 'private', 'shared', 'community']),
  /** The ids of the projects that it was shared with. */
  members: z.array(z.string()).default([]),
  protected: z.boolean(),
  hidden: z.boolean(),
  tags: z.array(z.string()),
  /** What its owner and the services have added. */
  properties: z.record(z.string(), z.string()),
  bytes: z.number(),
  /** Of all the bytes, the one that was computed on protect first. */
  hashes: z.array(z.object({ algorithm: z.string(), value: z.string() })),
});

export type SavedInfo = z.output<typeof savedInfoSchema>;
