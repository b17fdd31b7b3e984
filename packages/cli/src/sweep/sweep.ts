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
import { operationsText, sweepDocument, sweptText } from './sweep-report.js';
import type { Swept } from './sweep-report.js';
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
    const swept: Swept[] = [];
    for (const operation of found.operations) {
      signal.throwIfAborted();
      const one = await outcomeOf(invocation, settings, provider, context, operation);
      swept.push(one);
      if (!settings.json && !settings.dryRun) await out.write(sweptText(one));
    }
    if (!settings.dryRun) await untilStopped(signal, provider.operations.tidy());
    if (settings.json) await out.write(json(sweepDocument(found, swept)));
    const left = swept.filter(({ status }) => status === 'left' || status === 'failed').length;
    if (left > 0) throw new BadResult(somethingLeft(left, settings));
  });
}

async function outcomeOf(
  invocation: Invocation,
  settings: SweepSettings,
  provider: ProtectionProvider,
  context: Context,
  operation: UnfinishedOperation,
): Promise<Swept> {
  if (operation.owner === 'alive') return { operation, status: 'running' };
  if (settings.dryRun) return { operation, status: 'left' };
  const swept = await sweepOne(invocation, { ...settings, provider: provider.id }, provider, context, operation);
  if (swept.error !== undefined) invocation.messages.block(errorText(swept.error, { debug: settings.debug ?? false }));
  return swept;
}

function somethingLeft(count: number, { dryRun }: SweepSettings): KarborError {
  const what = `${count} ${count === 1 ? 'operation' : 'operations'} on which nobody works`;
  const advice = dryRun ? 'Sweep without --dry-run releases them.' : 'Look at what hindered it, and sweep again.';
  return new KarborError('KARBOR_OPERATIONS_LEFT', `There ${count === 1 ? 'is' : 'are'} ${what}. ${advice}`, { details: { count } });
}
