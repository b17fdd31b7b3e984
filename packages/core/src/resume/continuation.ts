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
  /** Attempts that made something and do not count: they were cut off, or their resource begins anew. */
  readonly undone: readonly UndoneAttempt[];
  /** The hooks of a resource that have ended and count. */
  ended(key: ResourceKey): HookSet;
  record(key: ResourceKey): ResourceRecord | undefined;
  objects(key: ResourceKey): readonly NamedObjectRecord[];
  /** Milliseconds for which its urgent effects were held; `undefined` when it had none. */
  heldMs(key: ResourceKey): number | undefined;
  /** Whether it did not stand still until all was captured. */
  notQuiesced(key: ResourceKey): boolean;
  /** What is stored of a stream that was being written. */
  part(key: ResourceKey, hook: HookName, name: string): StoredPart | undefined;
}

/** An attempt of a hook of one resource. */
export interface UndoneAttempt {
  readonly resource: ResourceKey;
  readonly hook: HookName;
  readonly attempt: number;
}

/** A continuation as the journals alone have it, and what should be looked for before it is trusted. */
export interface AssumedContinuation extends Continuation {
  /** What it would rely on. */
  readonly relied: readonly OutstandingEffect[];
}

export interface ContinuationParts {
  readonly graph: ResourceGraph;
  readonly replayed: ReplayedOperation;
  readonly kinds: EffectKinds;
  /** All that there was to do for a resource, by its place in the graph. */
  readonly hooksOf: (index: number) => ResourceHooks;
  readonly operation: OperationName;
  /** Tags of effects that are not there any more, whatever the journals say. */
  readonly missing?: ReadonlySet<string>;
}

const none: HookSet = 0;

/** Decides from what its journals tell where an operation goes on. @throws KarborError `KARBOR_EFFECT_UNKNOWN` */
export function continuationOf(parts: ContinuationParts): AssumedContinuation {
  const { graph, replayed, kinds, hooksOf, operation, missing } = parts;
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
      return wasLeftOut(index) || (effectsOf.get(keyAt(index)) ?? []).some((effect) => isMissed(effect, hasEnded, complete, missing));
    },
    hadWindow: (index) => wasLeftOut(index) || (effectsOf.get(keyAt(index)) ?? []).some(({ taken }) => isWindow(taken.definition)),
    groupOf: (index) => groups.get(index) ?? [],
  });
  const known = [...effectsOf.values()].flat();
  const outstanding = known.filter(isOutstanding);
  const isHeld = (effect: KnownEffect) => {
    const { late, releasing, resource, taken } = effect;
    const isThere = !late && !releasing && taken.definition.session !== true;
    return isThere && !restarts.has(resource) && hasEnded(resource, effect);
  };
  // What a resource keeps that is done with belongs to the checkpoint: it is not taken back when the rest fails again.
  const complete = new Set(keys.filter((_, index) => isComplete(index)));
  const isSettled = ({ kept, resource }: KnownEffect) => operation === 'protect' && kept && complete.has(resource);
  const doesNotCount = (effect: KnownEffect) => restarts.has(effect.resource) || !hasEnded(effect.resource, effect);
  return {
    ...{ extents, restarted: [...restarts] },
    held: outstanding.filter((effect) => isHeld(effect) && !isSettled(effect)).map(({ taken }) => taken),
    dropped: outstanding.filter((effect) => !isHeld(effect)).map(({ taken }) => taken),
    undone: attemptsOf(known.filter((effect) => !effect.late && doesNotCount(effect))),
    relied: outstanding
      .filter((effect) => effect.made && isHeld(effect) && (effect.kept || !complete.has(effect.resource)))
      .map(({ taken }) => taken),
    ended: (key) => (restarts.has(key) ? none : endedOf(key)),
    record: (key) => (restarts.has(key) ? undefined : resources.get(key)),
    objects: (key) => (restarts.has(key) ? [] : (resources.get(key)?.objects ?? [])),
    heldMs: (key) => replayed.heldMs.get(key),
    notQuiesced: (key) =>
      !restarts.has(key) && (effectsOf.get(key) ?? []).some((effect) => effect.overdue && !effect.late && hasEnded(key, effect)),
    part: (key, hook, name) => streams.part(key, hook, name),
  };
}

type HasEnded = (key: ResourceKey, attempt: { readonly hook: HookName; readonly attempt: number }) => boolean;
type KnownEffect = ReplayedOperation['effects'][number] & { readonly taken: OutstandingEffect };

/** Whether an effect that its resource still relies on is gone, or may be. */
function isMissed(effect: KnownEffect, hasEnded: HasEnded, isComplete: boolean, missing?: ReadonlySet<string>): boolean {
  const { status, releasing, releasedBy, resource, kept, late, tag, taken } = effect;
  const { urgent, session } = taken.definition;
  if (status === 'outstanding' && urgent === true) return true;
  const isGone = status === 'released' || releasing || session === true || missing?.has(tag) === true;
  // Nothing that counts was built on what came late.
  if (late || !isGone || !hasEnded(resource, effect)) return false;
  // A hook that has ended gave it back: that was meant.
  if (releasedBy && hasEnded(resource, releasedBy)) return false;
  return !isComplete || kept;
}

/** Each attempt once. */
function attemptsOf(effects: readonly KnownEffect[]): readonly UndoneAttempt[] {
  const attempts = effects.map(({ resource, hook, attempt }) => ({ resource, hook, attempt }));
  return [...new Map(attempts.map((one) => [`${one.hook} ${one.attempt} ${one.resource}`, one])).values()];
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
