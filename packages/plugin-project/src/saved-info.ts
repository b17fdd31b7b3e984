import { z } from 'zod';

/** The services that have quotas of a project. */
export const quotaServices = ['compute', 'volume', 'network'] as const;

/** By service the limit of each of its quotas, -1 for none; a service whose quotas could not be read is absent. */
const quotas = z.partialRecord(z.enum(quotaServices), z.record(z.string(), z.number()));

/** What a project was when it was protected. */
export const savedInfoSchema = z.object({
  id: z.string(),
  name: z.string(),
  domainId: z.string(),
  description: z.string(),
  enabled: z.boolean(),
  tags: z.array(z.string()),
  quotas,
});

export type Quotas = z.output<typeof quotas>;
export type SavedInfo = z.output<typeof savedInfoSchema>;
