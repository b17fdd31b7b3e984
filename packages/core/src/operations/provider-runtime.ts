import { randomUUID } from 'node:crypto';
import { resourceKey } from '@karbor/plugin-sdk';
import type { Context, OperationName } from '@karbor/plugin-sdk';
import { openBank } from '../bank/bank.js';
import type { Bank } from '../bank/bank.js';
import { LeaseKeeper } from '../lease/lease-keeper.js';
import { OwnerWatch } from '../lease/owner-state.js';
import type { LoadedProvider } from '../provider/loaded-provider.js';
import { Fence, fencedBank } from '../running/fence.js';
import type { Hold } from '../running/hold-records.js';
import { Holding } from '../running/holding.js';
import { Tenure } from '../running/tenure.js';
import { otherProject } from './checkpoint-owner.js';
import type { ResourcePlan } from './resource-plan.js';

/** A provider with what its operations share in this process. */
export interface ProviderRuntime {
  readonly provider: LoadedProvider;
  readonly bank: Bank;
  readonly keeper: LeaseKeeper;
  /** What has been seen of other owners: of several that are gone it is certain at the same time. */
  readonly owners: OwnerWatch;
}

export function startRuntime(provider: LoadedProvider): ProviderRuntime {
  const bank = openBank(provider.bank);
  const keeper = new LeaseKeeper(bank, provider.lease, { log: provider.log });
  return { provider, bank, keeper, owners: new OwnerWatch(bank) };
}

/** What is decided about an operation before it exists. */
export interface OperationDraft {
  readonly operation: OperationName;
  readonly checkpointId: string;
  readonly context: Context;
  readonly holds: readonly Hold[];
  readonly wait: boolean | undefined;
  /** The operations that it goes on with, oldest first. */
  readonly predecessors?: readonly string[];
}

/** An operation that this process may come to own. */
export interface DraftedOperation {
  readonly operationId: string;
  /** It can be written while the operation's lease is kept. */
  readonly bank: Bank;
  readonly fence: Fence;
  readonly tenure: Tenure;
}

export function draftOperation({ provider, keeper }: ProviderRuntime, draft: OperationDraft): DraftedOperation {
  const { operation, checkpointId, holds, wait = false, predecessors = [] } = draft;
  const continues = predecessors.at(-1);
  const { projectId, userId } = draft.context;
  const checkpointProjectId = otherProject(draft.context);
  const operationId = randomUUID();
  const fence = new Fence();
  const bank = openBank(fencedBank(provider.bank, fence));
  const entry = {
    ...{ operationId, operation, checkpointId, providerId: provider.id, projectId },
    ...(checkpointProjectId !== undefined && { checkpointProjectId }),
    ...(userId !== undefined && { userId }),
    ...(continues !== undefined && { continues }),
  };
  const holding = new Holding({ bank, holds, wait, predecessors });
  return { operationId, bank, fence, tenure: new Tenure({ bank, fence, keeper, entry, holding, log: provider.log }) };
}

/** A checkpoint that is being read may be read by others, too. */
export function holdOfCheckpoint(checkpointId: string, exclusive: boolean): Hold {
  return { what: `Checkpoint ${checkpointId}`, exclusive };
}

/** An operation that was cut off is gone on with by one. */
export function holdsOfOperations(operationIds: readonly string[] = []): readonly Hold[] {
  return operationIds.map((id) => ({ what: `Operation ${id}`, exclusive: true }));
}

export function holdsOfResources(plans: readonly ResourcePlan[]): readonly Hold[] {
  return plans
    .filter(({ applies }) => applies)
    .map(({ resource, operation }) => ({ what: resourceKey(resource), exclusive: operation?.exclusive ?? true }));
}
