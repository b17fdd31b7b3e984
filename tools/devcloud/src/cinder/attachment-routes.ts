import { z } from 'zod';
import { readJson } from '../http/body.js';
import type { Answer } from '../http/call.js';
import { Problem } from '../http/problem.js';
import type { Router } from '../http/router.js';
import { isAdmin } from '../keystone/tokens.js';
import type { Cloud } from '../state/cloud.js';
import { completeAttachment, removeAttachment, reserveVolume } from './attachments.js';
import type { CinderCall } from './cinder-call.js';
import { listCollection } from './collection.js';
import type { AttachmentRecord } from './records.js';
import { attachmentView } from './view.js';
import { findVolume } from './volumes.js';

const connector = z.looseObject({ mountpoint: z.string().optional() });
const creation = z.object({
  attachment: z.object({
    volume_uuid: z.string(),
    instance_uuid: z.string().nullish(),
    connector: connector.nullish(),
  }),
});
const update = z.object({ attachment: z.object({ connector }) });

const valueOf = (attachment: AttachmentRecord, key: string): unknown =>
  ({ ...attachment, volume_id: attachment.volumeId, instance_id: attachment.serverId, instance: attachment.serverId })[
    key
  ];

/** Attachments as their own resource, from 3.27 on. */
export const addAttachmentRoutes = (router: Router<CinderCall>, cloud: Cloud): void => {
  const { attachments } = cloud.tables;
  const find = (call: CinderCall, id: string): AttachmentRecord => {
    const attachment = call.minor < 27 ? undefined : attachments.get(id);
    if (attachment === undefined || (attachment.projectId !== call.token.projectId && !isAdmin(call.token)))
      throw new Problem(404, `Volume attachment could not be found with filter: attachment_id = ${id}.`);
    return attachment;
  };
  const connect = (attachment: AttachmentRecord, given: z.infer<typeof connector>): void => {
    attachments.save(attachment, { connected: true, device: given.mountpoint ?? attachment.device });
  };
  const answer = (attachment: AttachmentRecord): Answer => ({
    status: 200,
    body: { attachment: attachmentView(attachment) },
  });
  const list = (call: CinderCall, path: string, view: (attachment: AttachmentRecord) => object): Answer =>
    listCollection(cloud, call, { name: 'attachments', path, all: () => attachments.all(), valueOf, view });
  router
    .on('POST', '/attachments', async (call) => {
      const { attachment: asked } = await readJson(call, creation);
      const attachment = reserveVolume(
        cloud,
        findVolume(cloud, call.token, asked.volume_uuid),
        asked.instance_uuid ?? null,
        null,
      );
      if (asked.connector != null) connect(attachment, asked.connector);
      return answer(attachment);
    })
    .on('GET', '/attachments', (call) =>
      list(call, 'attachments', ({ id, status, serverId, volumeId }) => ({
        id,
        status,
        instance: serverId,
        volume_id: volumeId,
      })),
    )
    .on('GET', '/attachments/detail', (call) => list(call, 'attachments/detail', attachmentView))
    .on('GET', '/attachments/:id', (call, { id = '' }) => answer(find(call, id)))
    .on('PUT', '/attachments/:id', async (call, { id = '' }) => {
      const attachment = find(call, id);
      connect(attachment, (await readJson(call, update)).attachment.connector);
      return answer(attachment);
    })
    .on('POST', '/attachments/:id/action', (call, { id = '' }) => {
      completeAttachment(cloud, find(call, id));
      return { status: 204 };
    })
    .on('DELETE', '/attachments/:id', (call, { id = '' }) => {
      const attachment = find(call, id);
      removeAttachment(cloud, attachment);
      const left = attachments.filter(({ volumeId }) => volumeId === attachment.volumeId);
      return { status: 200, body: { attachments: left.map(attachmentView) } };
    });
};
