import { orAbsent, sessionFrom } from '@karbor/openstack';
import { KarborError } from '@karbor/plugin-sdk';
import type { Context, Resource } from '@karbor/plugin-sdk';
import { nameAndId } from './names.js';
import type { SavedCopy } from './saved-info.js';

/** What of a hook tells where a copy is looked for. */
export interface CopyQuestion {
  readonly resource: Resource;
  readonly context: Context;
  readonly signal: AbortSignal;
}

/** The status of the backup or snapshot that is the copy. @throws KarborError `KARBOR_COPY_DAMAGED` when it is not there */
export async function statusInCloud(
  { resource, context, signal }: CopyQuestion,
  copy: SavedCopy<'backup' | 'snapshot'>,
): Promise<string> {
  const { volume } = sessionFrom(context.auth);
  const id = idOf(copy);
  const show = () => (copy.mode === 'backup' ? volume.showBackup(id, { signal }) : volume.showSnapshot(id, { signal }));
  const found = await orAbsent<{ readonly status: string }>(show());
  if (found) return found.status;
  const where = `project ${context.projectId} of this cloud has no ${copy.mode} ${id}`;
  throw copyDamaged(resource, `${where}; a backup or snapshot serves only the project and cloud of its volume, what protect_mode image stores serves any`);
}

export function idOf(copy: SavedCopy<'backup' | 'snapshot'>): string {
  return copy.mode === 'backup' ? copy.backupId : copy.snapshotId;
}

export function copyDamaged(resource: Resource, problem: string): KarborError {
  return new KarborError('KARBOR_COPY_DAMAGED', `The copy of volume ${nameAndId(resource.name, resource.id)} cannot be restored: ${problem}.`, {
    details: { volume: resource.id },
  });
}
