import { setTimeout as sleep } from 'node:timers/promises';
import { removeAttachment } from '../cinder/attachments.js';
import { deleteVolume } from '../cinder/volumes.js';
import type { Cloud } from '../state/cloud.js';
import { logAction } from './action-log.js';
import type { NovaCall } from './nova-call.js';
import { rootBlob, type ServerRecord, type ServerVolume } from './records.js';
import { unplugAll } from './server-networks.js';
import { setServer } from './servers.js';

const release = (cloud: Cloud, { attachmentId, volumeId, deleteOnTermination }: ServerVolume): void => {
  const attachment = cloud.tables.attachments.get(attachmentId);
  if (attachment !== undefined) removeAttachment(cloud, attachment);
  const volume = cloud.tables.volumes.get(volumeId);
  const hasSnapshots = cloud.tables.snapshots.all().some((snapshot) => snapshot.volumeId === volumeId);
  // As Nova: a volume that Cinder will not delete stays behind.
  if (deleteOnTermination && volume?.status === 'available' && !hasSnapshots) deleteVolume(cloud, volume);
};

/** Ports and root disk go, volumes are detached, those with `delete_on_termination` go too. */
export const deleteServer = (cloud: Cloud, call: NovaCall, server: ServerRecord): void => {
  if (server.taskState === 'deleting') return;
  const wasBuilding = server.vmState === 'building';
  const action = logAction(cloud, call, server, 'delete', 'compute_terminate_instance');
  if (!wasBuilding) setServer(cloud, server, { taskState: 'deleting' });
  cloud.transitions.begin(
    'server',
    async () => {
      while (server.vmState === 'building') await sleep(2);
      if (call.failsLater) throw new Error('It was asked to fail.');
      for (const volume of server.volumes) release(cloud, volume);
      unplugAll(cloud, server.id, server.ownPortIds);
      cloud.tables.servers.delete(server.id);
      await cloud.blobs.remove(rootBlob(server.id));
    },
    () => {
      setServer(cloud, server, { vmState: 'error', taskState: null, fault: 'It could not be deleted.' });
      action.finish('Error');
    },
  );
};
