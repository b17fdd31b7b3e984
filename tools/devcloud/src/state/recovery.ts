import type { Cloud } from './cloud.js';

const volumeOutcome: Readonly<Record<string, string>> = {
  creating: 'error',
  deleting: 'error_deleting',
  extending: 'error_extending',
  'restoring-backup': 'error_restoring',
  detaching: 'in-use',
  uploading: 'available',
};

/** What was under way when the last process ended will not go on: it takes the state that a restarted service gives it. */
export const recover = (cloud: Cloud): void => {
  const { volumes, snapshots, backups, images, attachments, servers, groups, groupSnapshots } = cloud.tables;
  const attached = new Set(attachments.all().map(({ volumeId }) => volumeId));
  for (const volume of volumes.all()) {
    const outcome =
      volume.status === 'backing-up'
        ? attached.has(volume.id)
          ? 'in-use'
          : 'available'
        : volumeOutcome[volume.status];
    if (outcome !== undefined) volumes.save(volume, { status: outcome });
  }
  for (const snapshot of snapshots.filter(({ status }) => status !== 'available'))
    snapshots.save(snapshot, { status: snapshot.status === 'backing-up' ? 'available' : 'error' });
  for (const backup of backups.filter(({ status }) => status !== 'available'))
    backups.save(backup, { status: backup.status === 'restoring' ? 'available' : 'error' });
  for (const group of groups.filter(({ status }) => status !== 'available')) groups.save(group, { status: 'error' });
  for (const snapshot of groupSnapshots.filter(({ status }) => status !== 'available'))
    groupSnapshots.save(snapshot, { status: 'error' });
  for (const server of servers.filter(({ vmState, taskState }) => vmState === 'building' || taskState !== null))
    servers.save(server, {
      taskState: null,
      ...(server.vmState === 'building' && { vmState: 'error', fault: 'The cloud was stopped while it was built.' }),
    });
  for (const image of images.filter(({ status }) => status === 'saving')) images.save(image, { status: 'queued' });
};
