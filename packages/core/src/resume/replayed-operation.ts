import type { ResourceKey } from '@karbor/plugin-sdk';
import type { History } from '../journal/read-history.js';
import { replay } from '../journal/replay.js';
import type { Replayed } from '../journal/replay.js';
import { EffectReplay } from '../journal/replay-effects.js';
import type { ReplayedEffect } from '../journal/replay-effects.js';

/** What is known of an operation from its journals alone. */
export interface ReplayedOperation extends Omit<Replayed, 'effects'> {
  /** Every effect that is not void, oldest first. */
  readonly effects: readonly JournaledEffect[];
  readonly extents: History['extents'];
  /** By resource: milliseconds for which its urgent effects were held. */
  readonly heldMs: ReadonlyMap<ResourceKey, number>;
}

export interface JournaledEffect extends ReplayedEffect {
  /** It was made by a writer that had been overtaken. */
  readonly late: boolean;
  /** The prefix of the journal in which it begins. */
  readonly journal: string | undefined;
}

export function replayOperation({ entries, late, extents, origins }: History): ReplayedOperation {
  const replayed = replay(entries);
  const counted = new Set(replayed.effects.map(({ tag }) => tag));
  const effects = new EffectReplay();
  for (const entry of entries) effects.take(entry);
  // What a late writer did to its effects is true, whatever else of it does not count.
  for (const entry of late) effects.take(entry);
  const all = [...effects.byTag.values()].filter(({ status }) => status !== 'void');
  const journaled = all.map((effect) => ({ ...effect, late: !counted.has(effect.tag), journal: origins.get(effect.tag) }));
  return { ...replayed, effects: journaled, extents, heldMs: effects.heldMs };
}

export function isOutstanding({ status }: ReplayedEffect): boolean {
  return status === 'outstanding';
}

/** Effects by the resource that they belong to. */
export function byResource<Effect extends ReplayedEffect>(
  effects: readonly Effect[],
): ReadonlyMap<ResourceKey, readonly Effect[]> {
  const map = new Map<ResourceKey, Effect[]>();
  for (const effect of effects) {
    const own = map.get(effect.resource);
    if (own) own.push(effect);
    else map.set(effect.resource, [effect]);
  }
  return map;
}
