import { z } from 'zod';
import type { Restore } from '../hook-arguments.js';

const targetInterface = z.object({
  networkId: z.string(),
  /** Those to ask for; none lets Neutron choose. */
  addresses: z.array(z.string()),
  /** Ids of subnets of which to ask for any address, besides. */
  otherSubnets: z.array(z.string()).default([]),
  /** What else the interface may send from; without a MAC address, from its own. */
  addressPairs: z.array(z.object({ address: z.string(), macAddress: z.string().optional() })),
  /** Ids. */
  securityGroups: z.array(z.string()),
  portSecurity: z.boolean(),
  vnicType: z.string(),
  portName: z.string(),
});

/** Where a server is restored to: everything in it was there when the restore began. */
const target = z.object({
  flavorId: z.string(),
  keyName: z.string().nullable(),
  /** Null lets the scheduler choose. */
  availabilityZone: z.string().nullable(),
  serverGroupId: z.string().nullable(),
  interfaces: z.array(targetInterface),
});

export type Target = z.output<typeof target>;
export type TargetInterface = z.output<typeof targetInterface>;

/** What the first hook has chosen. */
export function chosenTarget({ state }: Pick<Restore, 'state'>): Target {
  return target.parse(state['target']);
}
