import type {
  Flavor,
  InstanceAction,
  InstanceActionDetail,
  Keypair,
  Server,
  ServerGroup,
  ServerInterface,
  VolumeAttachment,
} from '@karbor/openstack';
import { z } from 'zod';
import { bareTime, id, nullable, strings, zonedTime } from './shape.fixture.js';

const address = z.looseObject({
  version: z.literal([4, 6]),
  addr: z.string(),
  'OS-EXT-IPS:type': z.enum(['fixed', 'floating']),
  'OS-EXT-IPS-MAC:mac_addr': z.string(),
});

/** A flavor in a server at the base version, where it still has its id. */
const flavor = z.looseObject({ id: z.string() });

export const serverShape: z.ZodType<Server> = z.looseObject({
  id,
  name: z.string(),
  status: z.string(),
  tenant_id: id,
  user_id: id,
  metadata: strings,
  hostId: z.string(),
  image: z.union([z.looseObject({ id }), z.literal('')]),
  flavor,
  created: zonedTime,
  updated: zonedTime,
  addresses: z.record(z.string(), z.array(address)),
  accessIPv4: z.string(),
  accessIPv6: z.string(),
  config_drive: z.string(),
  key_name: nullable,
  security_groups: z.exactOptional(z.array(z.looseObject({ name: z.string() }))),
  progress: z.exactOptional(z.int()),
  'OS-DCF:diskConfig': z.enum(['AUTO', 'MANUAL']),
  'OS-EXT-AZ:availability_zone': z.string(),
  'OS-EXT-STS:task_state': nullable,
  'OS-EXT-STS:vm_state': z.string(),
  'OS-EXT-STS:power_state': z.int(),
  'OS-SRV-USG:launched_at': bareTime.nullable(),
  'OS-SRV-USG:terminated_at': bareTime.nullable(),
  'os-extended-volumes:volumes_attached': z.array(z.looseObject({ id })),
  description: z.exactOptional(nullable),
  locked: z.exactOptional(z.boolean()),
  tags: z.exactOptional(z.array(z.string())),
});

export const volumeAttachmentShape: z.ZodType<VolumeAttachment> = z.looseObject({
  volumeId: id,
  serverId: id,
  device: nullable,
  id: z.exactOptional(id),
  tag: z.exactOptional(nullable),
  delete_on_termination: z.exactOptional(z.boolean()),
});

export const interfaceShape: z.ZodType<ServerInterface> = z.looseObject({
  net_id: id,
  port_id: id,
  mac_addr: z.string().regex(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/),
  port_state: z.string(),
  fixed_ips: z.array(z.looseObject({ subnet_id: id, ip_address: z.string() })),
});

const action = {
  action: z.string(),
  instance_uuid: id,
  request_id: z.string().startsWith('req-'),
  user_id: id.nullable(),
  project_id: id.nullable(),
  start_time: bareTime,
  message: nullable,
  updated_at: z.exactOptional(bareTime),
};
export const actionShape: z.ZodType<InstanceAction> = z.looseObject(action);

const event = z.looseObject({
  event: z.string(),
  start_time: bareTime,
  finish_time: bareTime.nullable(),
  result: nullable,
});
export const actionDetailShape: z.ZodType<InstanceActionDetail> = z.looseObject({ ...action, events: z.array(event) });

export const flavorShape: z.ZodType<Flavor> = z.looseObject({
  id: z.string(),
  name: z.string(),
  vcpus: z.int(),
  ram: z.int(),
  disk: z.int(),
  swap: z.union([z.int(), z.literal('')]),
  'OS-FLV-EXT-DATA:ephemeral': z.int(),
  'os-flavor-access:is_public': z.boolean(),
});

/** At the base version. */
export const serverGroupShape: z.ZodType<ServerGroup> = z.looseObject({
  id,
  name: z.string(),
  policies: z.array(z.string()),
  members: z.array(id),
});

export const keypairShape: z.ZodType<Keypair> = z.looseObject({
  name: z.string(),
  public_key: z.string().startsWith('ssh-'),
  fingerprint: z.string(),
});
