import { path } from '../http/path.js';
import { part, type ServiceClient } from '../session/service-client.js';
import type { VolumeAttachment } from './attachment.js';
import type { ComputeClient } from './compute-client.js';

type ServerAttachments = Pick<
  ComputeClient,
  'listVolumeAttachments' | 'attachVolume' | 'detachVolume' | 'listInterfaces' | 'listServerSecurityGroups'
>;

export function createServerAttachments(nova: ServiceClient): ServerAttachments {
  return {
    listVolumeAttachments: async (serverId, options) =>
      nova.get(path`/servers/${serverId}/os-volume_attachments`, 'volumeAttachments', options),
    attachVolume: async (serverId, volumeAttachment, options) => {
      const place = path`/servers/${serverId}/os-volume_attachments`;
      const answer = await nova.call('POST', place, { volumeAttachment }, options);
      const attachment = part<VolumeAttachment>(answer, 'volumeAttachment', `POST ${place} of compute`);
      return { attachment, requestId: answer.requestId };
    },
    detachVolume: async (serverId, volumeId, options) =>
      nova.accept('DELETE', path`/servers/${serverId}/os-volume_attachments/${volumeId}`, undefined, options),
    listInterfaces: async (serverId, options) =>
      nova.get(path`/servers/${serverId}/os-interface`, 'interfaceAttachments', options),
    listServerSecurityGroups: async (serverId, options) =>
      nova.get(path`/servers/${serverId}/os-security-groups`, 'security_groups', options),
  };
}
