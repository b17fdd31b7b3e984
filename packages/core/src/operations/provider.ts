import { randomUUID } from 'node:crypto';
import { KarborError } from '@karbor/plugin-sdk';
import type { Context } from '@karbor/plugin-sdk';
import { openBank } from '../bank/bank.js';
import type { CheckpointQuery } from '../checkpoint/checkpoint.js';
import { listCheckpoints } from '../checkpoint/list-checkpoints.js';
import { showCheckpoint } from '../checkpoint/show-checkpoint.js';
import type { LoadedProvider } from '../provider/loaded-provider.js';
import type {
  DeleteRequest,
  PartialRequest,
  Plan,
  ProtectionProvider,
} from '../provider/protection-provider.js';
import { deleteFlow } from './delete.js';
import { protectFlow } from './protect.js';
import { providerProtectables } from './provider-protectables.js';
import { readCheckpointFlow } from './read-checkpoint-flow.js';
import { schemasOf } from './schemas.js';

/** Makes a provider of what its file names. */
export function createProvider(loaded: LoadedProvider): ProtectionProvider {
  const bank = openBank(loaded.bank);
  const { id, name, description, file, bankModule, plugins } = loaded;
  const owner = (context: Context) => ({ projectId: checked(context).projectId, providerId: id });
  return Object.freeze({
    ...{ id, name, description, file, plugins, bank: bankModule },
    protectables: providerProtectables(loaded),
    checkpoints: {
      list: (context: Context, query: CheckpointQuery = {}) => listCheckpoints(bank, owner(context), query),
      show: async (context: Context, checkpointId: string) => showCheckpoint(bank, checkpointId, owner(context)),
    },
    schemas: () => schemasOf(loaded),
    protect: async (plan: Plan, context: Context, { signal = new AbortController().signal } = {}) =>
      protectFlow(loaded, bank, plan, withRequestId(context), signal),
    restore: async (request: PartialRequest, context: Context) =>
      readCheckpointFlow('restore', loaded, bank, request, withRequestId(context)),
    verify: async (request: PartialRequest, context: Context) =>
      readCheckpointFlow('verify', loaded, bank, request, withRequestId(context)),
    delete: async (request: DeleteRequest, context: Context) => deleteFlow(loaded, bank, request, withRequestId(context)),
    close: () => bank.close(),
  });
}

/** @throws KarborError `KARBOR_CONTEXT_INVALID` */
function checked(context: Context): Context {
  const { projectId } = context as Partial<Context>;
  if (typeof projectId === 'string' && projectId !== '') return context;
  throw new KarborError('KARBOR_CONTEXT_INVALID', 'The context needs a "projectId": checkpoints belong to a project.');
}

function withRequestId(context: Context): Context {
  checked(context);
  return context.requestId === undefined ? { ...context, requestId: `req-${randomUUID()}` } : context;
}
