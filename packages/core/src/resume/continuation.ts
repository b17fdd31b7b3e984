import { parseResourceKey, resourceKey } from '@karbor/plugin-sdk';
import type { HookName, OperationName, ResourceKey } from '@karbor/plugin-sdk';
import type { NamedObjectRecord } from '../bank/section/object-record.js';
import type { StoredPart } from '../bank/section/stored-part.js';
import type { OutstandingEffect } from '../effects/outstanding-effect.js';
import { takeUp } from '../effects/take-up.js';
import type { EffectKinds } from '../effects/take-up.js';
import type { ResourceHooks } from '../flow/flow-definition.js';
import { hookSet } from '../flow/hook-set.js';
import type { HookSet } from '../flow/hook-set.js';
import type { ResourceGraph } from '../graph/resource-graph.js';
import type { JournalExtent } from '../journal/journal-entry.js';
import type { ResourceRecord } from '../operations/resource-record.js';
import { byResource, isOutstanding } from './replayed-operation.js';
import type { ReplayedOperation } from './replayed-operation.js';
import { restartSet } from './restart-set.js';

/** From where an operation goes on. */
export interface Continuation {
  /** How much of the journals before counts. */
  readonly extents: readonly JournalExtent[];
  /** What begins anew. */
  readonly restarted: readonly ResourceKey[];
  /** What hooks that have ended still hold. */
  readonly held: readonly OutstandingEffect[];
  /** What is released before any hook runs: of hooks that were cut off, and of resources that begin anew. */
  readonly dropped: readonly OutstandingEffect[];
  /** The hooks of a resource that have ended and count. */
  ended(key: ResourceKey): HookSet;
  record(key: ResourceKey): ResourceRecord | undefined;
  objects(key: ResourceKey): readonly NamedObjectRecord[];
  /** Milliseconds for which its urgent effects were held; `undefined` when it had none. */
  heldMs(key: ResourceKey): number | undefined;
  /** What is stored of a stream that was being written. */
  part(key: ResourceKey, hook: HookName, name: string): StoredPart | undefined;
}

export interface ContinuationParts {
  readonly graph: ResourceGraph;
  readonly replayed: ReplayedOperation;
  readonly kinds: EffectKinds;
  /** All that there was to do for a resource, by its place in the graph. */
  readonly hooksOf: (index: number) => ResourceHooks;
  readonly operation: OperationName;
}

const none: HookSet = 0;

/** Decides from what its journals tell where an operation goes on. @throws KarborError `KARBOR_EFFECT_UNKNOWN` */
export function continuationOf({ graph, replayed, kinds, hooksOf, operation }: ContinuationParts): Continuation {
  const { resources, streams, extents } = replayed;
  const effectsOf = byResource(replayed.effects.map((effect) => ({ ...effect, taken: takeUp(effect, kinds) })));
  const keys = graph.resources.map(resourceKey);
  const keyAt = (index: number) => keys[index] as ResourceKey;
  const endedOf = (key: ResourceKey) => hookSet(resources.get(key)?.ended.keys() ?? []);
  const hasEnded: HasEnded = (key, { hook, attempt }) => resources.get(key)?.ended.get(hook) === attempt;
  const groups = groupsOf(keys.map((_, index) => hooksOf(index)));
  const isComplete = (index: number) => {
    const { hooks, group } = hooksOf(index);
    return ((hooks | (group?.hooks ?? none)) & ~endedOf(keyAt(index))) === 0;
  };
  // It failed before it stood still, and what is to be of one instant with it was captured without it.
  const wasLeftOut = (index: number) => {
    const key = keyAt(index);
    const { type } = parseResourceKey(key);
    const begins = hooksOf(index).hooks & ~endedOf(key) & hookSet(['onPrepareBegin']);
    if (operation !== 'protect' || begins === none || !mayStandStill(kinds, type)) return false;
    return graph.childIndexes.targets(index).some((child) => endedOf(keyAt(child)) !== none);
  };
  const restarts = restartSet({
    graph,
    // A server was made of the volumes that were restored.
    upwards: operation === 'restore',
    isBroken: (index) => {
      const complete = isComplete(index);
      return wasLeftOut(index) || (effectsOf.get(keyAt(index)) ?? []).some((effect) => isMissed(effect, hasEnded, complete));
    },
    hadWindow: (index) => wasLeftOut(index) || (effectsOf.get(keyAt(index)) ?? []).some(({ taken }) => isWindow(taken.definition)),
    groupOf: (index) => groups.get(index) ?? [],
  });
  const outstanding = [...effectsOf.values()].flat().filter(isOutstanding);
  const isHeld = (effect: KnownEffect) => {
    const { late, releasing, resource, taken } = effect;
    const isThere = !late && !releasing && taken.definition.session !== true;
    return isThere && !restarts.has(resource) && hasEnded(resource, effect);
  };
  // What a resource keeps that is done with belongs to the checkpoint: it is not taken back when the rest fails again.
  const complete = new Set(operation === 'protect' ? keys.filter((_, index) => isComplete(index)) : []);
  const isSettled = ({ kept, resource }: KnownEffect) => kept && complete.has(resource);
  return {
    ...{ extents, restarted: [...restarts] },
    held: outstanding.filter((effect) => isHeld(effect) && !isSettled(effect)).map(({ taken }) => taken),
    dropped: outstanding.filter((effect) => !isHeld(effect)).map(({ taken }) => taken),
    ended: (key) => (restarts.has(key) ? none : endedOf(key)),
    record: (key) => (restarts.has(key) ? undefined : resources.get(key)),
    objects: (key) => (restarts.has(key) ? [] : (resources.get(key)?.objects ?? [])),
    heldMs: (key) => (restarts.has(key) ? undefined : heldMsOf(effectsOf.get(key) ?? [])),
    part: (key, hook, name) => streams.part(key, hook, name),
  };
}

type HasEnded = (key: ResourceKey, attempt: { readonly hook: HookName; readonly attempt: number }) => boolean;
type KnownEffect = ReplayedOperation['effects'][number] & { readonly taken: OutstandingEffect };

/** Whether an effect that its resource still relies on is gone, or may be. */
function isMissed(effect: KnownEffect, hasEnded: HasEnded, isComplete: boolean): boolean {
  const { status, releasing, releasedBy, resource, kept, taken } = effect;
  const { urgent, session } = taken.definition;
  if (status === 'outstanding' && urgent === true) return true;
  const isGone = status === 'released' || releasing || session === true;
  if (!isGone || !hasEnded(resource, effect)) return false;
  // A hook that has ended gave it back: that was meant.
  if (releasedBy && hasEnded(resource, releasedBy)) return false;
  return !isComplete || kept;
}

function heldMsOf(effects: readonly KnownEffect[]): number | undefined {
  const held = effects.flatMap(({ heldMs }) => heldMs ?? []);
  return held.length > 0 ? held.reduce((sum, ms) => sum + ms, 0) : undefined;
}

function isWindow({ urgent, session }: OutstandingEffect['definition']): boolean {
  return urgent === true || session === true;
}

function mayStandStill({ plugins }: EffectKinds, type: string): boolean {
  return Object.values(plugins.get(type)?.definition.effects ?? {}).some(isWindow);
}

/** The places of the members of each member's group. */
function groupsOf(hooks: readonly ResourceHooks[]): ReadonlyMap<number, readonly number[]> {
  const members = new Map<string, number[]>();
  for (const [index, { group }] of hooks.entries()) {
    if (!group) continue;
    const name = JSON.stringify([group.plugin, group.key]);
    const known = members.get(name);
    if (known) known.push(index);
    else members.set(name, [index]);
  }
  return new Map([...members.values()].flatMap((group) => group.map((index) => [index, group] as const)));
}
