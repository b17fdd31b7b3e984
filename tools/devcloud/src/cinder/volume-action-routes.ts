import { z } from 'zod';
import { readJson } from '../http/body.js';
import type { Answer } from '../http/call.js';
import { Problem } from '../http/problem.js';
import type { Router } from '../http/router.js';
import { isAdmin } from '../keystone/tokens.js';
import type { Cloud } from '../state/cloud.js';
import type { CinderCall } from './cinder-call.js';
import { volumeBlob, type VolumeRecord } from './records.js';
import { uploadRequest, uploadToImage } from './upload-image.js';
import { deleteVolume, findVolume, setVolume, volumeBytes } from './volumes.js';
import { requireQuotaToGrow } from './quota-checks.js';

const metadata = z.record(z.string().min(1), z.string());

const actions = z.object({
  'os-volume_upload_image': uploadRequest.optional(),
  'os-set_bootable': z
    .object({ bootable: z.union([z.boolean(), z.enum(['true', 'false', 'True', 'False'])]) })
    .optional(),
  'os-set_image_metadata': z.object({ metadata }).optional(),
  'os-unset_image_metadata': z.object({ key: z.string() }).optional(),
  'os-show_image_metadata': z.unknown().optional(),
  'os-extend': z.object({ new_size: z.number().int().min(1) }).optional(),
  'os-reset_status': z.object({ status: z.string().optional() }).optional(),
  'os-force_delete': z.unknown().optional(),
  'os-update_readonly_flag': z.object({ readonly: z.boolean() }).optional(),
});

const adminOnly = (call: CinderCall, name: string): void => {
  if (!isAdmin(call.token))
    throw new Problem(403, `Policy doesn't allow volume_extension:volume_admin_actions:${name} to be performed.`);
};

const extend = (cloud: Cloud, volume: VolumeRecord, size: number, failsLater: boolean): Answer => {
  if (volume.status !== 'available')
    throw new Problem(
      400,
      `Invalid volume: Volume ${volume.id} status must be '{'available'}' to extend, currently ${volume.status}.`,
    );
  if (size <= volume.size)
    throw new Problem(
      400,
      `Invalid input received: New size for extend must be greater than current size. (current: ${volume.size}, extended: ${size}).`,
    );
  requireQuotaToGrow(cloud, volume.projectId, size - volume.size);
  setVolume(cloud, volume, { status: 'extending' });
  cloud.transitions.begin(
    'volume',
    async () => {
      if (failsLater) throw new Error('It was asked to fail.');
      await cloud.blobs.resize(volumeBlob(volume.id), volumeBytes(cloud, size));
      setVolume(cloud, volume, { status: 'available', size });
    },
    () => setVolume(cloud, volume, { status: 'error_extending' }),
  );
  return { status: 202 };
};

const imageMetadata = (cloud: Cloud, volume: VolumeRecord, body: z.infer<typeof actions>): Answer | undefined => {
  const added = body['os-set_image_metadata'];
  if (added !== undefined) {
    setVolume(cloud, volume, { imageMetadata: { ...volume.imageMetadata, ...added.metadata } });
    return { status: 200, body: { metadata: volume.imageMetadata ?? {} } };
  }
  const removed = body['os-unset_image_metadata'];
  if (removed === undefined) return undefined;
  const { [removed.key]: old, ...rest } = volume.imageMetadata ?? {};
  if (old === undefined) throw new Problem(404, 'Metadata item was not found.');
  setVolume(cloud, volume, { imageMetadata: Object.keys(rest).length === 0 ? null : rest });
  return { status: 200 };
};

const act = (cloud: Cloud, call: CinderCall, volume: VolumeRecord, body: z.infer<typeof actions>): Answer => {
  const upload = body['os-volume_upload_image'];
  if (upload !== undefined) return uploadToImage(cloud, call, volume, upload);
  const bootable = body['os-set_bootable'];
  if (bootable !== undefined) {
    setVolume(cloud, volume, { bootable: /^true$/i.test(String(bootable.bootable)) });
    return { status: 200 };
  }
  if ('os-show_image_metadata' in body) return { status: 200, body: { metadata: volume.imageMetadata ?? {} } };
  if (body['os-extend'] !== undefined) return extend(cloud, volume, body['os-extend'].new_size, call.failsLater);
  const reset = body['os-reset_status'];
  if (reset !== undefined) {
    adminOnly(call, 'reset_status');
    if (reset.status !== undefined) setVolume(cloud, volume, { status: reset.status });
    return { status: 202 };
  }
  if ('os-force_delete' in body) {
    adminOnly(call, 'force_delete');
    deleteVolume(cloud, volume, { force: true });
    return { status: 202 };
  }
  const readOnly = body['os-update_readonly_flag']?.readonly;
  if (readOnly !== undefined) {
    setVolume(cloud, volume, { metadata: { ...volume.metadata, readonly: readOnly ? 'True' : 'False' } });
    return { status: 202 };
  }
  const changed = imageMetadata(cloud, volume, body);
  if (changed === undefined) throw new Problem(400, 'There is no such action.');
  return changed;
};

export const addVolumeActionRoutes = (router: Router<CinderCall>, cloud: Cloud): void => {
  router.on('POST', '/volumes/:id/action', async (call, { id = '' }) => {
    const volume = findVolume(cloud, call.token, id);
    return act(cloud, call, volume, await readJson(call, actions));
  });
};
