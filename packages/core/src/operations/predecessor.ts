import type { OutstandingEffect } from '../effects/outstanding-effect.js';
import { takeUp } from '../effects/take-up.js';
import type { EffectKinds } from '../effects/take-up.js';
import type { ReplayedEffect } from '../journal/replay-effects.js';
import type { Continuation } from '../resume/continuation.js';
import { isOutstanding } from '../resume/replayed-operation.js';
import type { ReplayedOperation } from '../resume/replayed-operation.js';

/** Operations that were cut off, as their successor sees them. */
export interface Predecessor {
  /** Their entries among those that run are removed when they are taken over. */
  readonly operationIds: readonly string[];
  readonly continuation: Continuation;
  /** Resolves when none of them is at work any more, where it is not certain from the start. */
  stopped?(signal: AbortSignal, waiting: (error: Error) => void): Promise<void>;
  /** What their writers made after they had been overtaken, as far as is known by now. */
  late(): Promise<readonly OutstandingEffect[]>;
}

/** Takes up nothing of what an operation did, and releases these of its effects. @throws KarborError `KARBOR_EFFECT_UNKNOWN` */
export function releaseOnly(
  { extents, heldMs }: Pick<ReplayedOperation, 'extents' | 'heldMs'>,
  effects: readonly ReplayedEffect[],
  kinds: EffectKinds,
): Continuation {
  return {
    ...{ extents, restarted: [], held: [], undone: [], dropped: effects.map((effect) => takeUp(effect, kinds)) },
    ended: () => 0,
    record: () => undefined,
    objects: () => [],
    heldMs: (key) => heldMs.get(key),
    notQuiesced: () => false,
    part: () => undefined,
  };
}

/** The effects that have come to journals since they were read. */
export function lateEffects(
  read: () => Promise<ReplayedOperation>,
  before: ReplayedOperation,
  kinds: EffectKinds,
): () => Promise<readonly OutstandingEffect[]> {
  const known = new Set(before.effects.map(({ tag }) => tag));
  return async () => {
    const { effects } = await read();
    return effects.filter((effect) => isOutstanding(effect) && !known.has(effect.tag)).map((one) => takeUp(one, kinds));
  };
}
