import type { AvailabilityZone } from '@karbor/openstack';
import { z } from 'zod';

/** As Cinder and Nova list them alike. */
export const zoneShape: z.ZodType<AvailabilityZone> = z.looseObject({
  zoneName: z.string(),
  zoneState: z.object({ available: z.boolean() }),
});
