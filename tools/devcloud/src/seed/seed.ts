import { setTimeout as sleep } from 'node:timers/promises';
import type { Accounts } from '../accounts.js';
import { DevcloudError } from '../api/devcloud-error.js';
import type { Disks } from '../api/disks.js';
import type { ImageSeed, Seed, ServerSeed, VolumeSeed } from '../api/seed.js';
import { type SeededCloud, Session } from './session.js';

type Made<Name extends string> = Record<Name, { readonly id: string; readonly status: string }>;

const waitFor = async <Name extends string>(
  session: Session,
  name: Name,
  path: string,
  wanted: string,
): Promise<void> => {
  for (;;) {
    const { status, id } = (await session.get<Made<Name>>(path))[name];
    if (status === wanted) return;
    if (/error/i.test(status)) throw new DevcloudError('SEED_FAILED', `The ${name} ${id} became ${status}.`);
    await sleep(2);
  }
};

const seedImage = async (session: Session, { name, bytes, properties }: ImageSeed): Promise<string> => {
  const { id } = await session.post<{ id: string }>('/image/v2/images', {
    name,
    disk_format: 'raw',
    container_format: 'bare',
    ...properties,
  });
  await session.upload(`/image/v2/images/${id}/file`, bytes);
  return id;
};

const seedVolume = async (session: Session, disks: Disks, seed: VolumeSeed): Promise<string> => {
  const base = `/volume/v3/${session.projectId}/volumes`;
  const { name, size = 1, metadata = {}, imageId, volumeType, bootable, bytes } = seed;
  const { volume } = await session.post<Made<'volume'>>(base, {
    volume: { name, size, metadata, imageRef: imageId ?? null, volume_type: volumeType ?? null },
  });
  await waitFor(session, 'volume', `${base}/${volume.id}`, 'available');
  if (bootable !== undefined) await session.post(`${base}/${volume.id}/action`, { 'os-set_bootable': { bootable } });
  if (bytes !== undefined) await disks.write({ volumeId: volume.id }, 0, bytes);
  return volume.id;
};

const flavorId = async (session: Session, wanted: string): Promise<string> => {
  const { flavors } = await session.get<{ flavors: readonly { id: string; name: string }[] }>('/compute/v2.1/flavors');
  return flavors.find(({ id, name }) => id === wanted || name === wanted)?.id ?? wanted;
};

const privateNetwork = async (session: Session): Promise<object[]> => {
  const { networks } = await session.get<{ networks: readonly { id: string }[] }>(
    `/network/v2.0/networks?name=private&project_id=${session.projectId}`,
  );
  return networks.slice(0, 1).map(({ id }) => ({ uuid: id }));
};

const bootSource = ({ imageId, bootVolumeId }: ServerSeed): object =>
  bootVolumeId === undefined
    ? { imageRef: imageId }
    : {
        block_device_mapping_v2: [
          {
            boot_index: 0,
            uuid: bootVolumeId,
            source_type: 'volume',
            destination_type: 'volume',
            delete_on_termination: false,
          },
        ],
      };

const seedServer = async (session: Session, seed: ServerSeed): Promise<string> => {
  const { server } = await session.post<Made<'server'>>('/compute/v2.1/servers', {
    server: {
      name: seed.name,
      flavorRef: await flavorId(session, seed.flavor ?? 'm1.tiny'),
      networks: seed.properties?.['networks'] ?? (await privateNetwork(session)),
      ...bootSource(seed),
      ...seed.properties,
    },
  });
  const path = `/compute/v2.1/servers/${server.id}`;
  await waitFor(session, 'server', path, 'ACTIVE');
  for (const volumeId of seed.volumeIds ?? []) {
    await session.post(`${path}/os-volume_attachments`, { volumeAttachment: { volumeId } });
    await waitFor(session, 'volume', `/volume/v3/${session.projectId}/volumes/${volumeId}`, 'in-use');
  }
  return server.id;
};

export const createSeed = (cloud: SeededCloud, accounts: Accounts, disks: Disks): Seed => {
  const open = ({ project }: { readonly project?: string }): Promise<Session> =>
    Session.open(cloud, accounts.cloudConfig(project));
  return {
    image: async (seed) => seedImage(await open(seed), seed),
    volume: async (seed) => seedVolume(await open(seed), disks, seed),
    server: async (seed) => seedServer(await open(seed), seed),
  };
};
