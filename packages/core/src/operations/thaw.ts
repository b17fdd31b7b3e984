import { resourceKey } from '@karbor/plugin-sdk';
import type { Context, ResourceKey } from '@karbor/plugin-sdk';
import { readCheckpointIfThere } from '../checkpoint/read-checkpoint.js';
import { EffectLedger } from '../effects/effect-ledger.js';
import { EffectReleaser, isOverdue } from '../effects/effect-releaser.js';
import type { OutstandingEffect } from '../effects/outstanding-effect.js';
import { takeUpIfKnown } from '../effects/take-up.js';
import { ResourceGraph } from '../graph/resource-graph.js';
import type { ThawedEffect, ThawOptions, WaitOptions } from '../provider/protection-provider.js';
import { leaseKey } from '../lease/lease-record.js';
import { isOutstanding } from '../resume/replayed-operation.js';
import type { ReplayedOperation } from '../resume/replayed-operation.js';
import { readRunning } from '../running/running-entry.js';
import type { RunningEntry } from '../running/running-entry.js';
import { refuseAlive } from './abandoned.js';
import { checkpointHistory } from './checkpoint-history.js';
import { operationHistory } from './operation-history.js';
import { operationNotFound } from './operation-not-found.js';
import type { ProviderRuntime } from './provider-runtime.js';
import { throwAll } from './throw-all.js';

/** Releases what an operation holds that somebody waits for, and records nothing: whoever takes it over releases it again. */
export async function thawOperation(
  runtime: ProviderRuntime,
  operationId: string,
  context: Context,
  { onlyOverdue = false, ...options }: ThawOptions,
): Promise<readonly ThawedEffect[]> {
  const { bank, provider } = runtime;
  const entry = await readRunning(bank, operationId);
  if (entry?.projectId !== context.projectId || entry.providerId !== provider.id) throw operationNotFound(operationId);
  const isGone = !onlyOverdue && (await goneOrOverdue(runtime, entry, options));
  const due = (await urgentOf(runtime, entry)).filter((effect) => isGone || isOverdue(effect));
  const ledger = new EffectLedger({ append: () => undefined, durable: () => Promise.resolve() }, () => undefined);
  const graph = ResourceGraph.from({ resources: [], edges: [] });
  const { log, releaseTimeoutMs } = provider;
  const releaser = new EffectReleaser({ ledger, graph, context, log, guard: () => undefined, releaseTimeoutMs });
  for (const effect of due) ledger.add(effect);
  throwAll(await releaser.releaseUrgent());
  return due.map(({ resource, kind, tag }) => ({ resource, kind, tag }));
}

/** True when its owner is gone; false when the time of all that it holds is up, or is before that is certain. */
async function goneOrOverdue(runtime: ProviderRuntime, entry: RunningEntry, options: WaitOptions): Promise<boolean> {
  const { bank } = runtime;
  const { operationId, owner } = entry;
  const { signal } = options;
  const times = (await urgentOf(runtime, entry)).map(({ until }) => until?.getTime() ?? Infinity);
  const left = Math.max(...times, 0) - Date.now();
  if (times.length > 0 && left <= 0) return false;
  const timeIsUp = Number.isFinite(left) && times.length > 0 ? AbortSignal.timeout(left) : undefined;
  const signals = [signal, timeIsUp].filter((one) => one !== undefined);
  try {
    await refuseAlive(bank, owner, `Operation ${operationId}`, { ...options, signal: AbortSignal.any(signals) });
  } catch (error) {
    if (timeIsUp?.aborted && signal?.aborted !== true) return false;
    throw error;
  }
  // A bank that cannot be written must keep nothing still: whoever goes on later removes the lease.
  await bank.deleteObject(leaseKey(owner)).catch(() => undefined);
  return true;
}

async function urgentOf(runtime: ProviderRuntime, entry: RunningEntry): Promise<readonly OutstandingEffect[]> {
  const { listed, effects } = (await historyOf(runtime, entry)) ?? { listed: [], effects: [] };
  const resources = new Map(listed.map(({ resource }) => [resourceKey(resource), resource]));
  const kinds = {
    plugins: runtime.provider.protectionPlugins,
    resource: (key: ResourceKey) => resources.get(key),
  };
  return effects
    .filter(isOutstanding)
    // One that no plugin here knows must not keep the others standing still: a sweep tells of it.
    .flatMap((effect) => takeUpIfKnown(effect, kinds) ?? [])
    .filter(({ definition: { urgent, session } }) => urgent === true && session !== true);
}

/** `undefined` when another operation has taken it over: what it held is that one's. */
async function historyOf(
  { bank, provider }: ProviderRuntime,
  entry: RunningEntry,
): Promise<ReplayedOperation | undefined> {
  const { operationId, operation, checkpointId } = entry;
  if (operation === 'restore' || operation === 'verify') {
    const history = await operationHistory(bank, operationId, entry, { tolerate: provider.log });
    return history.entry.operationId === operationId ? await history.read() : undefined;
  }
  const checkpoint = await readCheckpointIfThere(bank, checkpointId, entry);
  if (checkpoint?.epochs.at(-1)?.claim.operationId !== operationId) return undefined;
  return await checkpointHistory(bank, checkpoint, { tolerate: provider.log });
}
