import type { ProtectionProvider, TaskFlow } from '@karbor/core';
import type { Context } from '@karbor/plugin-sdk';
import { withProvider } from '../command-context.js';
import { errorDocument } from '../output/error.js';
import type { CommonSettings } from '../settings/common-settings.js';
import type { Terminal } from '../terminal.js';
import { BadResult } from './bad-result.js';
import { runFlow } from './run-flow.js';
import type { RunSettings } from './run-flow.js';

/** What an operation has come to. */
interface OperationDocument {
  /** The checkpoint's. */
  readonly id: string;
  readonly operation: string;
  readonly operationId: string;
  readonly status: 'done' | 'failed' | 'cancelled';
  readonly resources: number;
  readonly error?: { readonly code: string; readonly message: string };
}

/** Builds a flow, runs it, and prints what it came to. */
export async function runOperation(
  settings: CommonSettings & RunSettings,
  terminal: Terminal,
  build: (provider: ProtectionProvider, context: Context) => Promise<TaskFlow>,
  say: (flow: TaskFlow) => string,
): Promise<void> {
  await withProvider(settings, terminal, async (provider, context) => {
    const flow = await build(provider, context);
    const document = (status: OperationDocument['status'], error?: unknown): OperationDocument => ({
      ...{ id: flow.checkpointId, operation: flow.operation, operationId: flow.operationId, status },
      resources: flow.graph.resources.length,
      ...(error !== undefined && { error: errorDocument(error) }),
    });
    try {
      await runFlow(flow, settings, terminal);
    } catch (error) {
      const cancelled = errorDocument(error).code === 'KARBOR_CANCELLED';
      if (settings.json && !settings.events) printJson(terminal, document(cancelled ? 'cancelled' : 'failed', error));
      throw settings.json || settings.events ? new BadResult(error) : error;
    }
    if (settings.events) return;
    if (settings.json) printJson(terminal, document('done'));
    else terminal.out(say(flow));
  });
}

function printJson(terminal: Terminal, document: OperationDocument): void {
  terminal.out(`${JSON.stringify(document, null, 2)}\n`);
}
