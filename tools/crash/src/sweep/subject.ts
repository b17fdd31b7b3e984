import type { TaskFlow } from '@karbor/core';
import type { TestBank } from '../bank/test-bank.js';
import type { CloudState } from '../world/cloud-state.js';
import type { ProviderProcess } from '../world/provider-process.js';
import type { Generations } from '../world/restored-copy.js';
import type { SmallCloud } from '../world/small-cloud.js';
import type { OperationName } from './point.js';
import { protect } from './protect.js';

/** An operation that is to go wrong, what it works on, and what its end is compared with. */
export interface Subject {
  readonly operation: OperationName;
  readonly small: SmallCloud;
  readonly bank: TestBank;
  /** Of all but a protect. */
  readonly checkpointId?: string;
  /** The cloud without any checkpoint. */
  readonly before: CloudState;
  /** What the bank held. */
  readonly keysBefore: readonly string[];
  /** How many objects hold the data of a good checkpoint. */
  readonly dataObjects: number;
  /** What the disks were of: when it began, or, of a restore, when the checkpoint was made. */
  readonly generation: number;
}

/** The flow of the operation. */
export async function begin({ operation, small, checkpointId = '' }: Subject, process: ProviderProcess): Promise<TaskFlow> {
  const { provider, context } = process;
  switch (operation) {
    case 'protect':
      return await protect(small, process, 'image');
    case 'restore':
      return await provider.restore({ checkpointId }, context);
    case 'delete':
      return await provider.delete({ checkpointId }, context);
    case 'retry':
      return await provider.resume({ checkpointId }, context);
  }
}

/** What the disks of its result may be of: what was written while nothing ran may be in it or not, as a whole. */
export function generationsOf({ operation, small, generation }: Subject): Generations {
  return { first: generation, last: operation === 'restore' ? generation : small.guest.generation };
}
