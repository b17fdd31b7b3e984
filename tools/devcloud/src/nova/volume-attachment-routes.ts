import { z } from 'zod';
import { completeAttachment, removeAttachment, reserveVolume } from '../cinder/attachments.js';
import { findVolume, setVolume } from '../cinder/volumes.js';
import { readJson } from '../http/body.js';
import type { Answer } from '../http/call.js';
import { Problem } from '../http/problem.js';
import type { Router } from '../http/router.js';
import type { Cloud } from '../state/cloud.js';
import { logAction } from './action-log.js';
import type { NovaCall } from './nova-call.js';
import type { ServerRecord, ServerVolume } from './records.js';
import { findServer, nextDevice, requireState, setServer } from './servers.js';

const creation = z.object({
  volumeAttachment: z.object({
    volumeId: z.uuid(),
    device: z
      .string()
      .regex(/^\/dev\/[a-z]+[0-9]*$/)
      .nullish(),
    tag: z.string().max(60).optional(),
    delete_on_termination: z.boolean().optional(),
  }),
});

const view = (call: NovaCall, server: ServerRecord, volume: ServerVolume): object => ({
  ...(call.minor < 89 && { id: volume.volumeId }),
  serverId: server.id,
  volumeId: volume.volumeId,
  device: volume.device,
  ...(call.minor >= 70 && { tag: volume.tag }),
  ...(call.minor >= 79 && { delete_on_termination: volume.deleteOnTermination }),
  ...(call.minor >= 89 && { attachment_id: volume.attachmentId, bdm_uuid: volume.attachmentId }),
});

const update = z.object({
  volumeAttachment: z.object({ volumeId: z.uuid(), delete_on_termination: z.boolean().optional() }),
});

/** From 2.85 whether a volume goes with its server can be changed; swapping it for another volume is not imitated. */
const change = async (cloud: Cloud, call: NovaCall, server: ServerRecord, attached: ServerVolume): Promise<Answer> => {
  if (call.minor < 85)
    throw new Problem(400, 'A volume can be marked to go with its server from microversion 2.85 on.');
  const { volumeAttachment: asked } = await readJson(call, update);
  if (asked.volumeId !== attached.volumeId)
    throw new Problem(403, "Policy doesn't allow os_compute_api:os-volumes-attachments:swap to be performed.");
  attached.deleteOnTermination = asked.delete_on_termination ?? attached.deleteOnTermination;
  setServer(cloud, server, {});
  return { status: 202 };
};

const deviceFor = (server: ServerRecord, asked: string | null | undefined): string => {
  if (asked == null) return nextDevice(server);
  const taken =
    server.volumes.some(({ device }) => device === asked) || (server.imageId !== null && asked === '/dev/vda');
  if (taken) throw new Problem(409, `The supplied device path (${asked}) is in use.`);
  return asked;
};

const attach = async (cloud: Cloud, call: NovaCall, server: ServerRecord): Promise<Answer> => {
  const { volumeAttachment: asked } = await readJson(call, creation);
  requireState(server, 'attach_volume', ['active', 'paused', 'stopped', 'suspended']);
  const volume = findVolume(cloud, call.token, asked.volumeId);
  const device = deviceFor(server, asked.device);
  const attachment = reserveVolume(cloud, volume, server.id, device);
  const attached: ServerVolume = {
    volumeId: volume.id,
    attachmentId: attachment.id,
    device,
    deleteOnTermination: asked.delete_on_termination ?? false,
    tag: asked.tag ?? null,
    boot: false,
  };
  const action = logAction(cloud, call, server, 'attach_volume', 'compute_attach_volume');
  setServer(cloud, server, { volumes: [...server.volumes, attached] });
  setVolume(cloud, volume, { status: 'attaching' });
  const isStillWanted = (): boolean => cloud.tables.attachments.get(attachment.id) !== undefined;
  cloud.transitions.begin(
    'attachment',
    () => {
      if (call.failsLater) throw new Error('It was asked to fail.');
      if (isStillWanted()) completeAttachment(cloud, attachment);
      action.finish('Success');
    },
    () => {
      removeAttachment(cloud, attachment);
      setServer(cloud, server, {
        volumes: server.volumes.filter(({ attachmentId }) => attachmentId !== attachment.id),
      });
      action.finish('Error');
    },
  );
  return { status: 200, body: { volumeAttachment: view(call, server, attached) } };
};

const detach = (cloud: Cloud, call: NovaCall, server: ServerRecord, attached: ServerVolume): Answer => {
  requireState(server, 'detach_volume', ['active', 'paused', 'stopped', 'suspended']);
  if (attached.boot) throw new Problem(400, 'Cannot detach a root device volume');
  const volume = cloud.tables.volumes.get(attached.volumeId);
  if (volume?.status !== 'in-use')
    throw new Problem(
      400,
      "Invalid volume: Invalid input received: Invalid volume: Unable to detach volume. Volume status must be 'in-use' and attach_status must be 'attached' to detach.",
    );
  const action = logAction(cloud, call, server, 'detach_volume', 'compute_detach_volume');
  setVolume(cloud, volume, { status: 'detaching' });
  cloud.transitions.begin(
    'attachment',
    () => {
      if (call.failsLater) throw new Error('It was asked to fail.');
      const attachment = cloud.tables.attachments.get(attached.attachmentId);
      if (attachment !== undefined) removeAttachment(cloud, attachment);
      setServer(cloud, server, {
        volumes: server.volumes.filter(({ attachmentId }) => attachmentId !== attached.attachmentId),
      });
      action.finish('Success');
    },
    () => {
      setVolume(cloud, volume, { status: 'in-use' });
      action.finish('Error');
    },
  );
  return { status: 202 };
};

export const addVolumeAttachmentRoutes = (router: Router<NovaCall>, cloud: Cloud): void => {
  const path = '/servers/:id/os-volume_attachments';
  const find = (server: ServerRecord, volumeId: string): ServerVolume => {
    const attached = server.volumes.find((one) => one.volumeId === volumeId);
    if (attached === undefined) throw new Problem(404, `volume_id not found: ${volumeId}`);
    return attached;
  };
  router
    .on('GET', path, (call, { id = '' }) => {
      const server = findServer(cloud, call.token, id);
      return { status: 200, body: { volumeAttachments: server.volumes.map((volume) => view(call, server, volume)) } };
    })
    .on('POST', path, (call, { id = '' }) => attach(cloud, call, findServer(cloud, call.token, id)))
    .on('GET', `${path}/:volume`, (call, { id = '', volume = '' }) => {
      const server = findServer(cloud, call.token, id);
      return { status: 200, body: { volumeAttachment: view(call, server, find(server, volume)) } };
    })
    .on('PUT', `${path}/:volume`, (call, { id = '', volume = '' }) => {
      const server = findServer(cloud, call.token, id);
      return change(cloud, call, server, find(server, volume));
    })
    .on('DELETE', `${path}/:volume`, (call, { id = '', volume = '' }) => {
      const server = findServer(cloud, call.token, id);
      return detach(cloud, call, server, find(server, volume));
    });
};
