import { z } from 'zod';
import type { Restore } from '../hook-arguments.js';

/** Where a volume is restored to; null lets Cinder choose. What is named was there when the restore began. */
const target = z.object({
  volumeType: z.string().nullable(),
  availabilityZone: z.string().nullable(),
});

export type Target = z.output<typeof target>;

/** What the first hook has chosen. */
export function chosenTarget({ state }: Pick<Restore, 'state'>): Target {
  return target.parse(state['target']);
}
