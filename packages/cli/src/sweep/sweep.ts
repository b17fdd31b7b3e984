import type { ProtectionProvider, UnfinishedOperation } from '@karbor/core';
import type { Context } from '@karbor/plugin-sdk';
import { KarborError } from '@karbor/plugin-sdk';
import { BadResult } from '../bad-result.js';
import type { Invocation } from '../invocation.js';
import { withProvider } from '../open-provider.js';
import { errorText } from '../output/error.js';
import { json } from '../output/print.js';
import type { CommonSettings } from '../settings/common-settings.js';
import { untilStopped } from '../until-stopped.js';
import { findOperations } from './find-operations.js';
import { letGoOverdue } from './let-go-overdue.js';
import type { LetGo } from './let-go-overdue.js';
import { operationsText, sweepDocument, sweptText, thawedText } from './sweep-report.js';
import type { Swept, SweptStatus } from './sweep-report.js';
import { sweepOne } from './sweep-one.js';

export interface SweepSettings extends CommonSettings {
  readonly dryRun?: true;
  readonly resume?: true;
  readonly operation?: string;
}

/** Lists the operations of a project that have not ended, and takes care of those on which nobody works. */
export async function sweep(invocation: Invocation, settings: SweepSettings): Promise<void> {
  const { out, signal } = invocation;
  await withProvider(invocation, settings, async (provider, context) => {
    const found = await untilStopped(signal, findOperations(provider, context, settings.operation));
    if (!settings.json) await out.write(operationsText(found));
    const swept = settings.dryRun
      ? found.operations.map((operation) => ({ operation, status: seenStatus(operation) }))
      : await sweepAll(invocation, { ...settings, provider: provider.id }, provider, context, found.operations);
    if (settings.dryRun && !settings.json) for (const one of swept) if (one.status === 'unknown') await out.write(sweptText(one));
    if (!settings.dryRun) await untilStopped(signal, provider.operations.tidy());
    if (settings.json) await out.write(json(sweepDocument(found, swept)));
    const left = swept.filter(({ status }) => status === 'left' || status === 'failed').length;
    if (left > 0) throw new BadResult(somethingLeft(left, settings));
  });
}

/** What one look tells. */
function seenStatus({ owner, state }: UnfinishedOperation): SweptStatus {
  if (owner === 'alive') return 'running';
  return owner === 'unknown' && state === 'running' ? 'unknown' : 'left';
}

async function sweepAll(
  invocation: Invocation,
  settings: SweepSettings,
  provider: ProtectionProvider,
  context: Context,
  operations: readonly UnfinishedOperation[],
): Promise<readonly Swept[]> {
  const { out, signal } = invocation;
  const letGo = new Map<UnfinishedOperation, LetGo>();
  // First what somebody waits for: any of the others may take until a lease has run out.
  for (const operation of operations) {
    const one = await letGoOverdue(invocation, provider, context, operation);
    letGo.set(operation, one);
    if (!settings.json) for (const thawed of one.thawed) await out.write(thawedText(thawed));
  }
  const swept: Swept[] = [];
  for (const operation of operations) {
    signal.throwIfAborted();
    const { thawed = [], error } = letGo.get(operation) ?? {};
    const own = operation.owner === 'alive' ? leftAlone(operation, error) : await sweepOne(invocation, settings, provider, context, operation);
    if (own.error !== undefined) invocation.messages.block(errorText(own.error, { debug: settings.debug ?? false }));
    if (!settings.json) await out.write(sweptText(own));
    swept.push({ ...own, ...(thawed.length > 0 && { thawed }) });
  }
  return swept;
}

/** Somebody works on it. `error`: why it still holds what it may hold no longer. */
function leftAlone(operation: UnfinishedOperation, error: unknown): Swept {
  return error === undefined ? { operation, status: 'running' } : { operation, status: 'failed', error };
}

function somethingLeft(count: number, { dryRun, resume }: SweepSettings): KarborError {
  const what = `${count} ${count === 1 ? 'operation' : 'operations'} on which nobody works`;
  const message = `There ${count === 1 ? 'is' : 'are'} ${what}. ${dryRun ? dryRunAdvice(resume) : 'Look at what hindered it, and sweep again.'}`;
  return new KarborError('KARBOR_OPERATIONS_LEFT', message, { details: { count } });
}

function dryRunAdvice(resume: true | undefined): string {
  return resume ? 'Sweep with --resume and without --dry-run goes on with them.' : 'Sweep without --dry-run releases them.';
}
