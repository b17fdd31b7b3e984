import type { Inventory, ServerItem, VolumeItem } from './api/inventory.js';
import { attachmentsOf } from './cinder/volumes.js';
import type { VolumeRecord } from './cinder/records.js';
import type { ServerRecord } from './nova/records.js';
import { statusOf } from './nova/status.js';
import type { Cloud } from './state/cloud.js';
import type { Table } from './state/table.js';

const serverItem = (server: ServerRecord): ServerItem => ({
  id: server.id,
  name: server.name,
  projectId: server.projectId,
  status: statusOf(server),
  taskState: server.taskState,
  metadata: { ...server.metadata },
  volumeIds: server.volumes.map(({ volumeId }) => volumeId),
  imageId: server.imageId,
});

const volumeItem = (cloud: Cloud, volume: VolumeRecord): VolumeItem => ({
  id: volume.id,
  name: volume.name ?? '',
  projectId: volume.projectId,
  status: volume.status,
  size: volume.size,
  bootable: volume.bootable,
  metadata: { ...volume.metadata },
  serverIds: attachmentsOf(cloud, volume.id).flatMap(({ serverId }) => serverId ?? []),
});

/** What exists, read from the tables. */
export const takeInventory = (cloud: Cloud, projectId?: string): Inventory => {
  const { tables } = cloud;
  const mine = <T extends { readonly id: string; readonly projectId: string }>(table: Table<T>): T[] =>
    table.filter((record) => projectId === undefined || record.projectId === projectId);
  return {
    servers: mine(tables.servers).map(serverItem),
    volumes: mine(tables.volumes).map((volume) => volumeItem(cloud, volume)),
    snapshots: mine(tables.snapshots).map(({ id, name, status, volumeId, metadata, ...rest }) => ({
      id,
      name: name ?? '',
      projectId: rest.projectId,
      status,
      volumeId,
      metadata: { ...metadata },
    })),
    backups: mine(tables.backups).map(({ id, name, status, volumeId, parentId, ...rest }) => ({
      id,
      name: name ?? '',
      projectId: rest.projectId,
      status,
      volumeId,
      incremental: parentId !== null,
    })),
    groups: mine(tables.groups).map(({ id, name, projectId: owner, status }) => ({
      id,
      name: name ?? '',
      projectId: owner,
      status,
    })),
    groupSnapshots: mine(tables.groupSnapshots).map(({ id, name, projectId: owner, status }) => ({
      id,
      name: name ?? '',
      projectId: owner,
      status,
    })),
    images: tables.images
      .filter(({ owner }) => projectId === undefined || owner === projectId)
      .map(({ id, name, owner, status, size, hash }) => ({
        id,
        name: name ?? '',
        projectId: owner,
        status,
        size,
        hash,
      })),
    ports: mine(tables.ports).map(({ id, name, projectId: owner, status, networkId, deviceId, fixedIps }) => ({
      id,
      name,
      projectId: owner,
      status,
      networkId,
      deviceId,
      addresses: fixedIps.map(({ ip_address: address }) => address),
    })),
    networks: mine(tables.networks).map(({ id, name, projectId: owner }) => ({
      id,
      name,
      projectId: owner,
      status: 'ACTIVE',
    })),
    securityGroups: mine(tables.securityGroups).map(({ id, name, projectId: owner }) => ({
      id,
      name,
      projectId: owner,
    })),
    keypairs: mine(tables.keypairs).map(({ id, name, projectId: owner }) => ({ id, name, projectId: owner })),
    containers: mine(tables.containers).map(({ id, name, projectId: owner }) => ({ id, name, projectId: owner })),
    objects: mine(tables.objects).map(({ container, name, size, projectId: owner }) => ({
      container,
      name,
      size,
      projectId: owner,
    })),
  };
};
