import { setTimeout as delay } from 'node:timers/promises';
import type { DiskRef, ServerItem } from '@karbor/devcloud';
import type { CloudState } from './cloud-state.js';
import { cloudState, differences } from './cloud-state.js';
import { disksOf, takeGenerations } from './guest.js';
import type { SmallCloud } from './small-cloud.js';

/** Which generations the disks of the server that runs may be of; those of one copy are of one. */
export interface Generations {
  readonly first: number;
  readonly last: number;
}

/**
 * Compares what is new in the cloud with one restored copy of both servers and of the image: the same bytes, the disks of
 * a server of one instant, and nothing besides. Gives what is wrong.
 */
export async function restoredProblems(small: SmallCloud, before: CloudState, generations: Generations): Promise<readonly string[]> {
  const after = await cloudState(small);
  const { cloud, projectId, serverId, pausedId } = small;
  const problems: string[] = [];
  const expected = new Set<string>();
  for (const id of [serverId, pausedId]) {
    const copy = copyOf(small, id, before);
    if (typeof copy === 'string') return [copy];
    for (const own of [copy.id, ...copy.volumeIds, ...portsOf(small, copy.id)]) expected.add(own);
    problems.push(...(await serverProblems(small, id, copy, id === serverId ? generations : { first: 0, last: 0 })));
  }
  const { images } = cloud.inventory(projectId);
  const [original] = images.filter(({ id }) => before.has(id));
  const [image] = images.filter(({ id }) => !before.has(id));
  if (image) expected.add(image.id);
  for (const member of ['name', 'status', 'size', 'hash'] as const) {
    if (image?.[member] !== original?.[member]) problems.push(`the restored image's ${member} is ${String(image?.[member])}`);
  }
  const besides = new Map([...after].filter(([id]) => !expected.has(id)));
  return [...problems, ...differences(before, besides)];
}

/** Whether anything was restored. */
export function hasRestoredServer({ cloud, projectId }: SmallCloud, before: CloudState): boolean {
  return cloud.inventory(projectId).servers.some(({ id }) => !before.has(id));
}

/** Deletes what was restored. */
export async function removeRestored({ cloud, projectId, session }: SmallCloud, before: CloudState): Promise<void> {
  const isNew = ({ id }: { readonly id: string }) => !before.has(id);
  const left = () => cloud.inventory(projectId);
  for (const { id } of left().servers.filter(isNew)) await session.compute.deleteServer(id);
  while (left().servers.some(isNew)) await delay(2);
  for (const { id } of left().volumes.filter(isNew)) await session.volume.deleteVolume(id);
  for (const { id } of left().images.filter(isNew)) await session.image.deleteImage(id);
  while (left().volumes.some(isNew)) await delay(2);
}

/** The one copy of a server, or what is wrong. */
function copyOf({ cloud, projectId }: SmallCloud, id: string, before: CloudState): ServerItem | string {
  const { servers } = cloud.inventory(projectId);
  const name = servers.find((one) => one.id === id)?.name;
  const copies = servers.filter((one) => one.name === name && !before.has(one.id));
  return copies.length === 1 && copies[0] ? copies[0] : `there are ${copies.length} restored servers called ${String(name)}`;
}

async function serverProblems(small: SmallCloud, id: string, copy: ServerItem, generations: Generations): Promise<readonly string[]> {
  const { servers, volumes } = small.cloud.inventory(small.projectId);
  const problems: string[] = [];
  const metadata = [copy, servers.find((one) => one.id === id)].map((one) => JSON.stringify(one?.metadata));
  if (metadata[0] !== metadata[1]) problems.push(`the metadata of the restored server ${copy.name} is ${String(metadata[0])}, not ${String(metadata[1])}`);
  // One that was paused runs when it is restored.
  if (copy.status !== 'ACTIVE') problems.push(`the restored server ${copy.name} is ${copy.status}`);
  const [originals, copies] = [disksOf(small.cloud, id), disksOf(small.cloud, copy.id)];
  const nameOf = (disk: DiskRef | undefined) => (disk && 'volumeId' in disk ? volumes.find((one) => one.id === disk.volumeId)?.name : 'root disk');
  const [were, are] = [originals, copies].map((disks) => disks.map(nameOf).join(', '));
  if (were !== are) return [...problems, `the disks of the restored server ${copy.name} are ${String(are)}, not ${String(were)}`];
  const found = new Set<number>();
  for (const [index, original] of originals.entries()) {
    const [was, is] = [await small.cloud.disks.read(original), await small.cloud.disks.read(copies[index] ?? original)];
    takeGenerations(was);
    for (const generation of takeGenerations(is)) found.add(generation);
    if (!was.equals(is)) problems.push(`the restored ${String(nameOf(original))} of ${copy.name} has other bytes`);
  }
  const { first, last } = generations;
  const [generation = NaN] = found;
  if (found.size === 1 && generation >= first && generation <= last) return problems;
  return [...problems, `the disks of the restored server ${copy.name} are of generation ${[...found].join(' and ')}, not of one from ${first} to ${last}`];
}

function portsOf({ cloud, projectId }: SmallCloud, serverId: string): readonly string[] {
  return cloud.inventory(projectId).ports.filter(({ deviceId }) => deviceId === serverId).map(({ id }) => id);
}
