import { KarborError } from '@karbor/plugin-sdk';
import type { Context } from '@karbor/plugin-sdk';
import { claimEpoch, endEpoch } from '../checkpoint/epoch.js';
import { isGoodInPart, statusAfterFailure } from '../checkpoint/failed-epoch.js';
import { readCheckpoint } from '../checkpoint/read-checkpoint.js';
import type { EndStatus } from '../checkpoint/records.js';
import { requireOwn } from './checkpoint-owner.js';
import { errorRecord } from './error-record.js';
import type { ProviderRuntime } from './provider-runtime.js';
import { versionsOf } from './versions.js';

/** How a status is left in which nobody works on a checkpoint. */
const waysOut: Readonly<Record<EndStatus, string>> = {
  available: 'delete it when it is of no use any more',
  partial: 'retry it, or delete it',
  error: 'resume or delete it',
  'error-deleting': 'delete it again',
  deleted: 'it stays so',
};

/**
 * Sets a checkpoint that is being worked on to its error status, whoever may be at work on it. Its last operation stays its
 * last: what that one left outside is found by its entry.
 */
export async function resetCheckpoint({ bank, provider }: ProviderRuntime, checkpointId: string, context: Context): Promise<void> {
  const { projectId } = context;
  requireOwn(context);
  const state = await readCheckpoint(bank, checkpointId, { projectId, providerId: provider.id });
  const { status, identity, claim } = state;
  if (status !== 'protecting' && status !== 'deleting') {
    const message = `Checkpoint ${checkpointId} is ${status}, and only one that is protecting or deleting can be reset: ${waysOut[status]}.`;
    throw new KarborError('KARBOR_CHECKPOINT_STATUS', message, { details: { checkpointId, status } });
  }
  const operation = status === 'protecting' ? 'protect' : 'delete';
  const epoch = await claimEpoch(bank, {
    ...{ operation, operationId: claim.operationId, identity, cancel: true, after: state.epochs.length },
    ...{ versions: versionsOf(provider), log: provider.log, keepsGood: isGoodInPart(state.epochs) },
  });
  const why = new KarborError('KARBOR_OPERATION_ABANDONED', `It was ${status} and was reset by hand.`);
  await endEpoch(epoch, { status: statusAfterFailure(epoch), errors: [errorRecord(why)] });
}
