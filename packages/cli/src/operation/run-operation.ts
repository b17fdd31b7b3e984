import type { ProtectionProvider, TaskFlow } from '@karbor/core';
import type { Context } from '@karbor/plugin-sdk';
import { BadResult } from '../bad-result.js';
import type { Invocation } from '../invocation.js';
import { withProvider } from '../open-provider.js';
import { json } from '../output/print.js';
import type { FromProjectSettings } from '../settings/from-project.js';
import { untilStopped } from '../until-stopped.js';
import { operationDocument } from './operation-document.js';
import { operationText } from './operation-text.js';
import { runFlow } from './run-flow.js';
import type { RunSettings } from './run-flow.js';

/** Builds a flow, runs it, and prints what it came to. */
export async function runOperation(
  invocation: Invocation,
  settings: RunSettings & FromProjectSettings,
  build: (provider: ProtectionProvider, context: Context) => Promise<TaskFlow>,
): Promise<void> {
  const { out, signal } = invocation;
  await withProvider(invocation, settings, async (provider, context) => {
    const flow = await untilStopped(signal, build(provider, context));
    const end = await runFlow(flow, invocation, { ...settings, provider: provider.id });
    if (!settings.events) await out.write(settings.json ? json(operationDocument(end)) : operationText(end));
    if (end.error !== undefined) throw new BadResult(end.error);
  });
}
