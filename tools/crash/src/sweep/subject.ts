import type { TaskFlow } from '@karbor/core';
import type { TestBank } from '../bank/test-bank.js';
import { CallGate } from '../doors/call-gate.js';
import { ProviderProcess } from '../world/provider-process.js';
import { runFlow } from '../world/run-flow.js';
import type { SmallCloud } from '../world/small-cloud.js';
import type { OperationName } from './point.js';

/** An operation that is to go wrong, and what it works on. */
export interface Subject {
  readonly operation: OperationName;
  readonly small: SmallCloud;
  readonly bank: TestBank;
  /** Of a restore or delete. */
  readonly checkpointId?: string;
}

const serverType = 'OS::Nova::Server';

/** The flow of the operation. */
export async function begin({ operation, small, checkpointId = '' }: Subject, process: ProviderProcess): Promise<TaskFlow> {
  const { provider, context } = process;
  switch (operation) {
    case 'protect':
      return await protect(small, process, 'image');
    case 'restore':
      return await provider.restore({ checkpointId, resources: [{ type: serverType, id: small.serverId }] }, context);
    case 'delete':
      return await provider.delete({ checkpointId }, context);
  }
}

/** Puts a checkpoint into a bank. @throws Error when that fails */
export async function protectInto(bank: TestBank, small: SmallCloud, mode: 'image' | 'snapshot'): Promise<string> {
  const process = await ProviderProcess.start(small, bank.plugin, new CallGate());
  try {
    const flow = await protect(small, process, mode);
    const failure = await runFlow(flow);
    if (failure) throw failure;
    return flow.checkpointId;
  } finally {
    await process.end();
  }
}

/** Both servers; the one that runs is paused for it. */
function protect({ serverId, pausedId }: SmallCloud, { provider, context }: ProviderProcess, mode: 'image' | 'snapshot') {
  return provider.protect(
    {
      name: 'crash',
      resources: [serverId, pausedId].map((id) => ({ type: serverType, id })),
      parameters: { [serverType]: { quiesce: 'pause' }, 'OS::Cinder::Volume': { protect_mode: mode } },
    },
    context,
  );
}
