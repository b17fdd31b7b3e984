import type { ProtectionProvider, TaskFlow } from '@karbor/core';
import type { Context } from '@karbor/plugin-sdk';
import { BadResult } from '../bad-result.js';
import type { Invocation } from '../invocation.js';
import { withProvider } from '../open-provider.js';
import { errorDocument } from '../output/error.js';
import { json } from '../output/print.js';
import type { CommonSettings } from '../settings/common-settings.js';
import { untilStopped } from '../until-stopped.js';
import { runFlow } from './run-flow.js';
import type { RunSettings } from './run-flow.js';

/** What an operation has come to. */
interface OperationDocument {
  /** The checkpoint's. */
  readonly id: string;
  readonly operation: string;
  readonly operationId: string;
  readonly status: 'done' | 'failed' | 'cancelled';
  /** How many resources it was about. */
  readonly resources: number;
  readonly error?: { readonly code: string; readonly message: string };
}

/** Builds a flow, runs it, and prints what it came to. */
export async function runOperation(
  invocation: Invocation,
  settings: CommonSettings & RunSettings,
  build: (provider: ProtectionProvider, context: Context) => Promise<TaskFlow>,
  say: (flow: TaskFlow) => string,
): Promise<void> {
  const { out, signal } = invocation;
  await withProvider(invocation, settings, async (provider, context) => {
    const flow = await untilStopped(signal, build(provider, context));
    try {
      await runFlow(flow, invocation, settings);
    } catch (error) {
      if (settings.json && !settings.events) await out.write(json(documentOf(flow, error)));
      throw settings.json || settings.events ? new BadResult(error) : error;
    }
    if (settings.events) return;
    await out.write(settings.json ? json(documentOf(flow)) : `${say(flow)}\n`);
  });
}

function documentOf(flow: TaskFlow, error?: unknown): OperationDocument {
  const about = { id: flow.checkpointId, operation: flow.operation, operationId: flow.operationId };
  const resources = flow.graph.resources.length;
  if (error === undefined) return { ...about, status: 'done', resources };
  const document = errorDocument(error);
  return { ...about, status: document.code === 'KARBOR_CANCELLED' ? 'cancelled' : 'failed', resources, error: document };
}
