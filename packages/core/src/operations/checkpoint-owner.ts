import { KarborError } from '@karbor/plugin-sdk';
import type { Context } from '@karbor/plugin-sdk';
import type { CheckpointOwner } from '../checkpoint/read-checkpoint.js';
import type { LoadedProvider } from '../provider/loaded-provider.js';
import type { RunningEntry } from '../running/running-entry.js';

/** Whose checkpoints one who only reads them means. */
export function checkpointOwner(context: Context, { id: providerId }: Pick<LoadedProvider, 'id'>): CheckpointOwner {
  return { projectId: otherProject(context) ?? context.projectId, providerId };
}

/** The project of the checkpoint, where that is not the project that is acted for. */
export function otherProject({ projectId, checkpointProjectId }: Context): string | undefined {
  return checkpointProjectId === projectId ? undefined : checkpointProjectId;
}

/** Who asks, with the project of the checkpoint of an operation that was begun. */
export function asInEntry({ checkpointProjectId: _asked, ...context }: Context, { checkpointProjectId }: RunningEntry): Context {
  return checkpointProjectId === undefined ? context : { ...context, checkpointProjectId };
}

/** @throws KarborError `KARBOR_CONTEXT_INVALID` for checkpoints of another project */
export function requireOwn(context: Context): void {
  const other = otherProject(context);
  if (other === undefined) return;
  const message = `Checkpoints of project ${other} are only listed, shown, verified and restored for another one: act for that project itself.`;
  throw new KarborError('KARBOR_CONTEXT_INVALID', message, { details: { projectId: context.projectId, checkpointProjectId: other } });
}
