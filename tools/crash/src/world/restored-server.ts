import { setTimeout as delay } from 'node:timers/promises';
import { connect } from '@karbor/openstack';
import { cloudConfig } from './cloud-config.js';
import type { CloudState } from './cloud-state.js';
import { cloudState, differences } from './cloud-state.js';
import type { SmallCloud } from './small-cloud.js';

/**
 * Compares what is new in the cloud with one restored copy of the server: its volumes with the same bytes, and nothing
 * besides. Gives what is wrong.
 */
export async function restoredProblems(small: SmallCloud, before: CloudState): Promise<readonly string[]> {
  const after = await cloudState(small);
  const { cloud, projectId, serverId } = small;
  const { servers, volumes } = cloud.inventory(projectId);
  const original = servers.find(({ id }) => id === serverId);
  const copies = servers.filter(({ id }) => !before.has(id));
  const [copy] = copies;
  if (!original || !copy || copies.length !== 1) return [`there are ${copies.length} restored servers`];
  const problems: string[] = [];
  for (const member of ['name', 'status', 'metadata'] as const) {
    const [is, was] = [JSON.stringify(copy[member]), JSON.stringify(original[member])];
    if (is !== was) problems.push(`the restored server's ${member} is ${is}, not ${was}`);
  }
  if (copy.volumeIds.length !== original.volumeIds.length) problems.push(`the restored server has ${copy.volumeIds.length} volumes`);
  for (const [index, volumeId] of original.volumeIds.entries()) {
    const copied = copy.volumeIds[index];
    if (copied === undefined) continue;
    const [was, is] = [volumes.find(({ id }) => id === volumeId), volumes.find(({ id }) => id === copied)];
    if (was?.name !== is?.name) problems.push(`the restored volume is called ${String(is?.name)}, not ${String(was?.name)}`);
    const same = (await cloud.disks.hash({ volumeId })) === (await cloud.disks.hash({ volumeId: copied }));
    if (!same) problems.push(`the restored volume ${String(is?.name)} has other bytes`);
  }
  const expected = new Set([copy.id, ...copy.volumeIds, ...portsOf(small, copy.id)]);
  const besides = new Map([...after].filter(([id]) => !expected.has(id)));
  return [...problems, ...differences(before, besides)];
}

/** Whether anything was restored. */
export function hasRestoredServer({ cloud, projectId }: SmallCloud, before: CloudState): boolean {
  return cloud.inventory(projectId).servers.some(({ id }) => !before.has(id));
}

/** Deletes what was restored. */
export async function removeRestored(small: SmallCloud, before: CloudState): Promise<void> {
  const { cloud, projectId } = small;
  const isNew = ({ id }: { readonly id: string }) => !before.has(id);
  const left = () => cloud.inventory(projectId);
  const session = connect(cloudConfig(cloud, cloud.url));
  try {
    for (const { id } of left().servers.filter(isNew)) await session.compute.deleteServer(id);
    while (left().servers.some(isNew)) await delay(2);
    for (const { id } of left().volumes.filter(isNew)) await session.volume.deleteVolume(id);
    while (left().volumes.some(isNew)) await delay(2);
  } finally {
    await session.close();
  }
}

function portsOf({ cloud, projectId }: SmallCloud, serverId: string): readonly string[] {
  return cloud.inventory(projectId).ports.filter(({ deviceId }) => deviceId === serverId).map(({ id }) => id);
}
