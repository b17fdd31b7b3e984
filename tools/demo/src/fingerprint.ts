import type { Devcloud } from '@karbor/devcloud';

/** What is in a project, by name: what each disk and image holds, and what is attached where. */
export interface Fingerprint {
  /** One for each thing, in order: `volume db-data  96.0 MiB  3f5a…`. */
  readonly lines: readonly string[];
}

/** Hashes every disk and image of a project, and lists what is attached where. */
export async function fingerprint(cloud: Devcloud, projectId: string): Promise<Fingerprint> {
  const { servers, volumes, images } = cloud.inventory(projectId);
  const lines: string[] = [];
  for (const { name, hash, size } of images) lines.push(line('image', name, size ?? 0, hash ?? 'no data'));
  for (const { id, name } of volumes) {
    const disk = { volumeId: id };
    lines.push(line('volume', name, await cloud.disks.size(disk), await cloud.disks.hash(disk)));
  }
  for (const { id, name, status, imageId, volumeIds, metadata } of servers) {
    const attached = volumeIds.map((volumeId) => volumes.find((volume) => volume.id === volumeId)?.name ?? 'unknown');
    lines.push(`server   ${name.padEnd(10)} ${status}, with ${attached.join(' and ')} ${JSON.stringify(metadata)}`);
    if (imageId === null) continue;
    const disk = { serverId: id };
    lines.push(line('disk of', name, await cloud.disks.size(disk), await cloud.disks.hash(disk)));
  }
  return { lines: lines.sort() };
}

/** What one has and the other has not. Empty when both are the same. */
export function describeDifferences(before: Fingerprint, after: Fingerprint): readonly string[] {
  return [
    ...before.lines.filter((one) => !after.lines.includes(one)).map((one) => `gone or changed: ${one}`),
    ...after.lines.filter((one) => !before.lines.includes(one)).map((one) => `new or changed: ${one}`),
  ];
}

function line(kind: string, name: string, size: number, hash: string): string {
  return `${kind.padEnd(8)} ${name.padEnd(10)} ${(size / 2 ** 20).toFixed(1).padStart(6)} MiB  ${hash}`;
}
