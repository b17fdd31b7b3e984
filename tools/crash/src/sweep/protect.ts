import type { ExecutorPolicy, TaskFlow } from '@karbor/core';
import { isKarborError } from '@karbor/plugin-sdk';
import type { TestBank } from '../bank/test-bank.js';
import { CallGate } from '../doors/call-gate.js';
import { ProviderProcess } from '../world/provider-process.js';
import { runFlow } from '../world/run-flow.js';
import type { SmallCloud } from '../world/small-cloud.js';

/** Where the data of volumes goes: into the bank, or it stays in the cloud. */
export type Mode = 'image' | 'snapshot';

const serverType = 'OS::Nova::Server';

/** The flow that protects both servers; the one that runs is paused for it. */
export function protect({ serverId, pausedId }: SmallCloud, { provider, context }: ProviderProcess, mode: Mode): Promise<TaskFlow> {
  return provider.protect(
    {
      name: 'crash',
      resources: [serverId, pausedId].map((id) => ({ type: serverType, id })),
      parameters: { [serverType]: { quiesce: 'pause' }, 'OS::Cinder::Volume': { protect_mode: mode } },
    },
    context,
  );
}

/** Puts a checkpoint into a bank. @throws Error when that fails */
export async function protectInto(bank: TestBank, small: SmallCloud, mode: Mode): Promise<string> {
  const { checkpointId, failure } = await protectAll(bank, small, mode);
  if (failure) throw failure;
  return checkpointId;
}

/** Puts one into a bank that has all but the server that runs, of whose root disk Nova made no image. */
export async function protectPartlyInto(bank: TestBank, small: SmallCloud): Promise<string> {
  const { faults } = small.cloud;
  // The server's first action is its pause.
  const action = { service: 'compute', method: 'POST', path: `servers/${small.serverId}/action`, nth: 2 } as const;
  const { id } = faults.add({ ...action, effect: { kind: 'status', status: 403 } });
  const { checkpointId, failure } = await protectAll(bank, small, 'snapshot', { onFailure: 'continue' });
  faults.remove(id);
  if (!isKarborError(failure, 'KARBOR_OPERATION_PARTIAL')) throw failure ?? new Error('Nothing of the protect failed.');
  return checkpointId;
}

async function protectAll(bank: TestBank, small: SmallCloud, mode: Mode, policy?: ExecutorPolicy) {
  const process = await ProviderProcess.start(small, bank.plugin, new CallGate());
  try {
    const flow = await protect(small, process, mode);
    return { checkpointId: flow.checkpointId, failure: await runFlow(flow, policy) };
  } finally {
    await process.end();
  }
}
