import { z } from 'zod';

const strings = z.record(z.string(), z.string());
const securityGroup = z.object({ id: z.string(), name: z.string() });

const networkInterface = z.object({
  networkId: z.string(),
  networkName: z.string().nullable(),
  macAddress: z.string(),
  portName: z.string(),
  addresses: z.array(z.object({ subnetId: z.string(), address: z.string() })),
  /** What else it may send from (`allowed_address_pairs`); without a MAC address, from its own. */
  addressPairs: z.array(z.object({ address: z.string(), macAddress: z.string().optional() })).default([]),
  securityGroups: z.array(securityGroup),
  portSecurity: z.boolean(),
  vnicType: z.string(),
});

const volume = z.object({
  volumeId: z.string(),
  device: z.string().nullable(),
  boot: z.boolean(),
  deleteOnTermination: z.boolean(),
});

/** What a server was when it was protected. */
export const serverDescription = z.object({
  name: z.string(),
  description: z.string().nullable(),
  /** As Nova says it, before Karbor froze anything. */
  status: z.string(),
  /** Sizes in MiB (ram, swap) and GiB (disk, ephemeral); only the id is known of a flavor that is gone. */
  flavor: z.object({
    id: z.string(),
    name: z.string().optional(),
    vcpus: z.number().optional(),
    ram: z.number().optional(),
    disk: z.number().optional(),
    ephemeral: z.number().optional(),
    swap: z.number().optional(),
  }),
  keyName: z.string().nullable(),
  metadata: strings,
  tags: z.array(z.string()),
  /** Base64; null when there is none or it could not be read. */
  userData: z.string().nullable(),
  configDrive: z.boolean(),
  availabilityZone: z.string().nullable(),
  serverGroup: z.object({ id: z.string(), name: z.string() }).nullable().default(null),
  /** In the order in which the server has them. */
  interfaces: z.array(networkInterface),
  /** In the order of their devices. */
  volumes: z.array(volume),
  /** What it boots from: an image, to a disk of its own, or one of its volumes. */
  boot: z.discriminatedUnion('from', [
    z.object({ from: z.literal('image'), imageId: z.string() }),
    z.object({ from: z.literal('volume'), volumeId: z.string() }),
  ]),
});

/** The root disk of a server that was booted from an image; its bytes are in the bank. */
const rootDisk = z.object({
  bytes: z.number(),
  diskFormat: z.string(),
  containerFormat: z.string(),
  /** GiB. */
  minDisk: z.number(),
  /** MiB. */
  minRam: z.number(),
  properties: strings,
  /** Of all the bytes, the one that was computed on protect first. */
  hashes: z.array(z.object({ algorithm: z.string(), value: z.string() })),
});

/** What a protected server is restored from. */
export const savedInfoSchema = z.object({
  server: serverDescription,
  /** How it stood still while its disks were captured; null: it did not. */
  frozen: z.enum(['pause', 'suspend']).nullable(),
  rootDisk: rootDisk.optional(),
});

export type ServerDescription = z.output<typeof serverDescription>;
export type SavedInterface = z.output<typeof networkInterface>;
export type SavedVolume = z.output<typeof volume>;
export type RootDisk = z.output<typeof rootDisk>;
export type SavedInfo = z.output<typeof savedInfoSchema>;
