import { z } from 'zod';

export const protectParameters = z.strictObject({
  quiesce: z
    .enum(['auto', 'pause', 'suspend', 'none'])
    .default('auto')
    .describe(
      "Whether a running server stands still while its disks are captured. 'auto' pauses it when two or more of its volumes are protected.",
    ),
  max_freeze: z
    .number()
    .positive()
    .max(86_400)
    .default(60)
    .describe('Seconds after which any Karbor process may let a server run again that was frozen.'),
  root_disk: z
    .enum(['snapshot', 'image'])
    .default('snapshot')
    .describe("Of a server booted from an image: 'snapshot' stores the disk's data, 'image' only which image it was."),
});

export const restoreParameters = z.strictObject({
  restore_name: z.string().min(1).max(255).optional().describe("The new server's name. Default: the original's."),
  restore_net_id: z.string().min(1).optional().describe('Put all interfaces into this network, at any address.'),
  restore_flavor_id: z.string().min(1).optional().describe("The new server's flavor. Default: the original's."),
  restore_key_name: z
    .string()
    .min(1)
    .nullable()
    .optional()
    .describe("The new server's key pair, null for none. Default: the original's."),
  restore_security_groups: z
    .array(z.string().min(1))
    .optional()
    .describe("Security groups of every interface, by id or name. Default: the original's of each."),
  restore_fixed_ips: z
    .enum(['prefer', 'require', 'any'])
    .default('prefer')
    .describe("Whether interfaces get the original's addresses: where they are free, or else fail, or never."),
});

export type ProtectParameters = z.output<typeof protectParameters>;
export type RestoreParameters = z.output<typeof restoreParameters>;
