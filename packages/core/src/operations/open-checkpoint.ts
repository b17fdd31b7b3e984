import { KarborError, resourceKey } from '@karbor/plugin-sdk';
import type { Context } from '@karbor/plugin-sdk';
import type { Bank } from '../bank/bank.js';
import { openManifest } from '../checkpoint/open-manifest.js';
import { readCheckpoint } from '../checkpoint/read-checkpoint.js';
import type { LoadedProvider } from '../provider/loaded-provider.js';
import type { PartialRequest } from '../provider/protection-provider.js';
import { readAll, readWithDependents } from './stored-resources.js';
import type { StoredResources } from './stored-resources.js';

/**
 * What an available checkpoint holds of the resources that are asked for.
 * @throws KarborError `KARBOR_CHECKPOINT_NOT_FOUND`, `KARBOR_CHECKPOINT_STATUS`, `KARBOR_CHECKPOINT_CORRUPT`,
 *   `KARBOR_RESOURCE_NOT_FOUND`, `KARBOR_PLAN_INVALID` when no resources are named
 */
export async function openCheckpoint(
  bank: Bank,
  { id: providerId }: LoadedProvider,
  { checkpointId, resources }: PartialRequest,
  { projectId }: Context,
): Promise<StoredResources> {
  if (resources?.length === 0) {
    throw new KarborError('KARBOR_PLAN_INVALID', '"resources" is empty: name at least one, or leave it out for all of the checkpoint.');
  }
  const { status, manifest: reference } = await readCheckpoint(bank, checkpointId, { projectId, providerId });
  if (status !== 'available' || !reference) {
    throw new KarborError(
      'KARBOR_CHECKPOINT_STATUS',
      `Checkpoint ${checkpointId} is ${status}; only one that is available can be restored or verified.`,
      { details: { checkpointId, status } },
    );
  }
  const manifest = await openManifest(bank, reference);
  if (!resources) return readAll(manifest);
  return readWithDependents(manifest, resources.map(resourceKey), (key) => {
    const message = `Checkpoint ${checkpointId} does not hold ${key}.`;
    return new KarborError('KARBOR_RESOURCE_NOT_FOUND', message, { details: { checkpointId, resource: key } });
  });
}
