import { randomUUID } from 'node:crypto';
import { KarborError } from '@karbor/plugin-sdk';
import type { Context } from '@karbor/plugin-sdk';
import type { CheckpointQuery } from '../checkpoint/checkpoint.js';
import { listCheckpoints } from '../checkpoint/list-checkpoints.js';
import { showCheckpoint } from '../checkpoint/show-checkpoint.js';
import { removeDeadLeases } from '../lease/remove-dead-leases.js';
import type { LoadedProvider } from '../provider/loaded-provider.js';
import type {
  DeleteRequest,
  PartialRequest,
  Plan,
  ProtectionProvider,
  ResumeRequest,
  ThawOptions,
  WaitOptions,
} from '../provider/protection-provider.js';
import { checkpointOwner } from './checkpoint-owner.js';
import { deleteFlow } from './delete.js';
import { protectFlow } from './protect.js';
import { providerProtectables } from './provider-protectables.js';
import { startRuntime } from './provider-runtime.js';
import { readCheckpointFlow } from './read-checkpoint-flow.js';
import { releaseFlow } from './release.js';
import { resetCheckpoint } from './reset.js';
import { resumeFlow } from './resume.js';
import { schemasOf } from './schemas.js';
import { thawOperation } from './thaw.js';
import { countOthers, unfinishedOperations } from './unfinished.js';

/** Makes a provider of what its file names. */
export function createProvider(loaded: LoadedProvider): ProtectionProvider {
  const runtime = startRuntime(loaded);
  const { bank } = runtime;
  const { id, name, description, file, bankModule, plugins } = loaded;
  const owner = (context: Context) => checkpointOwner(checked(context), loaded);
  return Object.freeze({
    ...{ id, name, description, file, plugins, bank: bankModule },
    protectables: providerProtectables(loaded),
    checkpoints: {
      list: (context: Context, query: CheckpointQuery = {}) => listCheckpoints(bank, owner(context), query),
      show: async (context: Context, checkpointId: string) => showCheckpoint(bank, checkpointId, owner(context)),
    },
    operations: {
      countOthers: async (context: Context) => countOthers(runtime, checked(context)),
      list: (context?: Context) => unfinishedOperations(runtime, context && checked(context)),
      release: async (operationId: string, context: Context, options: WaitOptions = {}) =>
        releaseFlow(runtime, operationId, withRequestId(context), options),
      thaw: async (operationId: string, context: Context, options: ThawOptions = {}) =>
        thawOperation(runtime, operationId, withRequestId(context), options),
      reset: async (checkpointId: string, context: Context) => resetCheckpoint(runtime, checkpointId, checked(context)),
      tidy: async () => removeDeadLeases(bank),
    },
    schemas: () => schemasOf(loaded),
    protect: async (plan: Plan, context: Context, { signal = new AbortController().signal, wait }: FlowOptions = {}) =>
      protectFlow(runtime, plan, withRequestId(context), { signal, wait }),
    restore: async (request: PartialRequest, context: Context, options: WaitOptions = {}) =>
      readCheckpointFlow('restore', runtime, request, withRequestId(context), options),
    verify: async (request: PartialRequest, context: Context, options: WaitOptions = {}) =>
      readCheckpointFlow('verify', runtime, request, withRequestId(context), options),
    delete: async (request: DeleteRequest, context: Context, options: WaitOptions = {}) =>
      deleteFlow(runtime, request, withRequestId(context), options),
    resume: async (request: ResumeRequest, context: Context, options: WaitOptions = {}) =>
      resumeFlow(runtime, request, withRequestId(context), options),
    close: () => bank.close(),
  });
}

interface FlowOptions {
  readonly signal?: AbortSignal;
  readonly wait?: boolean;
}

/** @throws KarborError `KARBOR_CONTEXT_INVALID` */
function checked(context: Context): Context {
  const { projectId, checkpointProjectId = projectId } = context as Partial<Context>;
  const isId = (value: unknown) => typeof value === 'string' && value !== '';
  if (!isId(projectId)) throw new KarborError('KARBOR_CONTEXT_INVALID', 'The context needs a "projectId": checkpoints belong to a project.');
  if (!isId(checkpointProjectId)) throw new KarborError('KARBOR_CONTEXT_INVALID', 'The "checkpointProjectId" of the context is no id.');
  return context;
}

function withRequestId(context: Context): Context {
  checked(context);
  return context.requestId === undefined ? { ...context, requestId: `req-${randomUUID()}` } : context;
}
