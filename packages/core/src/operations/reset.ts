import { randomUUID } from 'node:crypto';
import { KarborError } from '@karbor/plugin-sdk';
import type { Context } from '@karbor/plugin-sdk';
import { claimEpoch, endEpoch } from '../checkpoint/epoch.js';
import { isGoodInPart, statusAfterFailure } from '../checkpoint/failed-epoch.js';
import { readCheckpoint } from '../checkpoint/read-checkpoint.js';
import { errorRecord } from './error-record.js';
import type { ProviderRuntime } from './provider-runtime.js';
import { versionsOf } from './versions.js';

/** Sets a checkpoint that is being worked on to its error status, whoever may be at work on it. */
export async function resetCheckpoint({ bank, provider }: ProviderRuntime, checkpointId: string, context: Context): Promise<void> {
  const { projectId } = context;
  const state = await readCheckpoint(bank, checkpointId, { projectId, providerId: provider.id });
  const { status, identity } = state;
  if (status !== 'protecting' && status !== 'deleting') {
    const message = `Checkpoint ${checkpointId} is ${status}: only one that is protecting or deleting can be reset.`;
    throw new KarborError('KARBOR_CHECKPOINT_STATUS', message, { details: { checkpointId, status } });
  }
  const operation = status === 'protecting' ? 'protect' : 'delete';
  const epoch = await claimEpoch(bank, {
    ...{ operation, operationId: randomUUID(), identity, cancel: true, after: state.epochs.length },
    ...{ versions: versionsOf(provider), log: provider.log, keepsGood: isGoodInPart(state.epochs) },
  });
  const why = new KarborError('KARBOR_OPERATION_ABANDONED', `It was ${status} and was reset by hand.`);
  await endEpoch(epoch, { status: statusAfterFailure(epoch), errors: [errorRecord(why)] });
}
