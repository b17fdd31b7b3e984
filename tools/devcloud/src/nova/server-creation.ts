import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Problem } from '../http/problem.js';
import { imageBlob, type ImageRecord } from '../glance/records.js';
import { isAdmin } from '../keystone/tokens.js';
import type { Cloud } from '../state/cloud.js';
import { logAction } from './action-log.js';
import { attachPrepared, blockDevice, planBoot, type PreparedVolume, prepareVolumes } from './block-devices.js';
import type { NovaCall } from './nova-call.js';
import { type FlavorRecord, rootBlob, type ServerRecord } from './records.js';
import { BuildObstacle, networksRequest, plugAll, securityGroupIds, unplugAll } from './server-networks.js';
import { setServer } from './servers.js';
import { requireQuota } from './usage.js';

const text = z.string().max(255);

export const serverCreation = z.object({
  server: z.object({
    name: text.min(1),
    flavorRef: z.union([z.string().min(1), z.number().int()]).transform(String),
    imageRef: z.string().nullish(),
    block_device_mapping_v2: z.array(blockDevice).optional(),
    networks: networksRequest.optional(),
    security_groups: z.array(z.object({ name: z.string() })).optional(),
    key_name: z.string().nullish(),
    metadata: z.record(text.min(1), text).optional(),
    user_data: z.base64().max(65_535).nullish(),
    config_drive: z.union([z.boolean(), z.string()]).nullish(),
    availability_zone: text.nullish(),
    description: text.nullish(),
    tags: z.array(z.string().max(60)).optional(),
  }),
  'os:scheduler_hints': z.looseObject({ group: z.string().optional() }).optional(),
});

type Asked = z.infer<typeof serverCreation>['server'];

const flavorOf = (cloud: Cloud, id: string): FlavorRecord => {
  const flavor = cloud.tables.flavors.get(id);
  if (flavor === undefined) throw new Problem(400, `Flavor ${id} could not be found.`);
  return flavor;
};

const refuseSmallFlavor = (cloud: Cloud, flavor: FlavorRecord, image: ImageRecord): void => {
  if (flavor.ram < image.minRam) throw new Problem(400, "Flavor's memory is too small for requested image.");
  if (flavor.disk === 0) return;
  const disk = flavor.disk * cloud.gigabyte;
  if ((image.size ?? 0) > disk)
    throw new Problem(
      400,
      `Flavor's disk is too small for requested image. Flavor disk is ${disk} bytes, image is ${image.size ?? 0} bytes.`,
    );
  if (image.minDisk > flavor.disk)
    throw new Problem(
      400,
      `Flavor's disk is smaller than the minimum size specified in image metadata. Flavor disk is ${disk} bytes, minimum size is ${image.minDisk * cloud.gigabyte} bytes.`,
    );
};

const refuseUnknownKey = (cloud: Cloud, userId: string, name: string | null | undefined): void => {
  if (name != null && cloud.tables.keypairs.get(`${userId}/${name}`) === undefined)
    throw new Problem(400, 'Invalid key_name provided.');
};

const recordOf = (
  cloud: Cloud,
  call: NovaCall,
  asked: Asked,
  image: ImageRecord | undefined,
  groupId: string | null,
): ServerRecord => ({
  id: randomUUID(),
  projectId: call.token.projectId,
  userId: call.token.userId,
  createdAt: cloud.now(),
  updatedAt: cloud.now(),
  launchedAt: null,
  name: asked.name,
  description: asked.description ?? (call.minor >= 19 ? null : asked.name),
  vmState: 'building',
  taskState: 'scheduling',
  fault: null,
  imageId: image?.id ?? null,
  flavorId: asked.flavorRef,
  keyName: asked.key_name ?? null,
  userData: asked.user_data ?? null,
  configDrive: /^true$/i.test(String(asked.config_drive ?? false)),
  availabilityZone: asked.availability_zone ?? cloud.zones[0],
  reservationId: `r-${randomBytes(4).toString('hex')}`,
  serverGroupId: groupId,
  imageProperties: image?.properties ?? {},
  ownPortIds: [],
  portIds: [],
  metadata: asked.metadata ?? {},
  tags: asked.tags ?? [],
  locked: false,
  volumes: [],
  actions: [],
});

interface Build {
  readonly server: ServerRecord;
  readonly image: ImageRecord | undefined;
  readonly flavor: FlavorRecord;
  readonly prepared: readonly PreparedVolume[];
  /** Why it cannot be built, where the request alone does not tell. */
  readonly obstacle: string | undefined;
}

const makeRootDisk = async (cloud: Cloud, { server, image, flavor }: Build): Promise<void> => {
  if (image === undefined) return;
  await cloud.blobs.copy(imageBlob(image.id), rootBlob(server.id));
  if (flavor.disk > 0) await cloud.blobs.resize(rootBlob(server.id), flavor.disk * cloud.gigabyte);
};

const start = (cloud: Cloud, call: NovaCall, build: Build): void => {
  const { server } = build;
  const action = logAction(cloud, call, server, 'create', 'compute__do_build_and_run_instance');
  cloud.transitions.begin(
    'server',
    async () => {
      if (build.obstacle !== undefined) throw new Error(build.obstacle);
      if (call.failsLater) throw new Error('No valid host was found. ');
      await makeRootDisk(cloud, build);
      await attachPrepared(cloud, server, build.prepared);
      setServer(cloud, server, { vmState: 'active', taskState: null, launchedAt: cloud.now() });
      action.finish('Success');
    },
    () => {
      unplugAll(cloud, server.id, server.ownPortIds);
      setServer(cloud, server, { vmState: 'error', taskState: null, fault: build.obstacle ?? 'No valid host was found. ' });
      action.finish('Error');
    },
  );
};

/** Gives it its ports, or tells why it will not be built. */
const plugPorts = (
  cloud: Cloud,
  { token, minor }: NovaCall,
  server: ServerRecord,
  networks: Asked['networks'],
  securityGroups: string[],
): string | undefined => {
  try {
    const { ports, ownPortIds } = plugAll(cloud, token, server.id, networks, { securityGroups, minor });
    server.ownPortIds = ownPortIds;
    server.portIds = ports.map(({ id }) => id);
    return undefined;
  } catch (error) {
    if (!(error instanceof BuildObstacle)) throw error;
    return error.fault;
  }
};

/** Checks a request as Nova does and starts the server: `BUILD`, then `ACTIVE`. */
export const createServer = (cloud: Cloud, call: NovaCall, asked: Asked, groupId: string | undefined): ServerRecord => {
  const { token } = call;
  const flavor = flavorOf(cloud, asked.flavorRef);
  if (!flavor.isPublic && !isAdmin(token)) throw new Problem(400, `Flavor ${flavor.id} could not be found.`);
  refuseUnknownKey(cloud, token.userId, asked.key_name);
  requireQuota(cloud, token.projectId, flavor);
  if (asked.availability_zone != null && !cloud.zones.includes(asked.availability_zone))
    throw new Problem(400, 'The requested availability zone is not available');
  if (groupId !== undefined && cloud.tables.serverGroups.get(groupId)?.projectId !== token.projectId)
    throw new Problem(400, `Instance group ${groupId} could not be found.`);
  const { rootImage, volumes } = planBoot(cloud, token, asked.imageRef, asked.block_device_mapping_v2 ?? []);
  if (rootImage !== undefined) refuseSmallFlavor(cloud, flavor, rootImage);
  const securityGroups = securityGroupIds(
    cloud,
    token,
    asked.security_groups?.map(({ name }) => name),
  );
  const server = recordOf(cloud, call, asked, rootImage, groupId ?? null);
  const obstacle = plugPorts(cloud, call, server, asked.networks, securityGroups);
  try {
    const prepared = prepareVolumes(cloud, token, volumes, call.failsLater);
    cloud.tables.servers.insert(server);
    start(cloud, call, { server, image: rootImage, flavor, prepared, obstacle });
    return server;
  } catch (error) {
    unplugAll(cloud, server.id, server.ownPortIds);
    throw error;
  }
};
